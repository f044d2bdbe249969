/**
 * "Is it landed?" has one answer, and it names its proof. In this order: `record`: the queue's log has this very head.
 * `ancestor`: the head is on the base and is more than a fresh branch, which is an ancestor of the base too. `tree`: to
 * merge it would change nothing. `patch`: the base has its change as one commit, or each of its commits. Whatever the
 * proof, a change that was taken back since is not landed.
 */

import { queueEvents } from '../coord/queue-log.ts';
import { ok, type Result } from '../domain/result.ts';
import { beyond } from '../git/beyond.ts';
import { mainline } from '../git/mainline.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import type { QueueEvent } from '../store/queue-log.ts';
import { arrived } from './landed/arrived.ts';
import { contained } from './landed/contained.ts';
import type { Claim, Ground, Head, Landed } from './landed/ground.ts';
import { recorded } from './landed/recorded.ts';
import { stillThere } from './landed/still-there.ts';
import { eachByBase } from './own-base.ts';

/** Walks the base and the heads; null without a base. A few git processes in all, however many heads there are. */
export async function readGround(repo: Repo, basis: Basis, heads: readonly Head[]): Promise<Result<Ground | null>> {
  const base = basis.tip;
  if (base === null) return ok(null);
  const tips = heads.map(({ tip }) => tip);
  const [apart, line] = await Promise.all([
    beyond(repo, base, tips),
    mainline(repo, base, tips.length === 1 ? tips[0] : undefined),
  ]);
  if (!apart.ok) return apart;
  return line.ok ? ok({ repo, basis, base, beyond: apart.value, line: line.value }) : line;
}

/** The answers for many heads, in their order, each by the base of its request. */
export const landedEach = (
  repo: Repo,
  basis: Basis,
  heads: readonly Head[],
): Promise<Result<readonly (Landed | null)[]>> =>
  eachByBase(repo, basis, heads, async (own, some) => {
    if (some.length === 0) return ok([]);
    const [ground, events] = await Promise.all([readGround(repo, own, some), queueEvents(repo, own)]);
    if (!ground.ok) return ground;
    return ground.value === null ? ok(some.map(() => null)) : landedOn(ground.value, some, events);
  });

/** As landedEach, from what was walked already. */
export async function landedOn(
  ground: Ground,
  heads: readonly Head[],
  events: readonly QueueEvent[],
): Promise<Result<readonly (Landed | null)[]>> {
  const claims = new Map<Head, Claim>();
  for (const prove of [recorded(events), arrived, contained]) {
    const open = heads.filter((head) => !claims.has(head));
    const proven = await prove(ground, open);
    if (!proven.ok) return proven;
    for (const [head, claim] of proven.value) claims.set(head, claim);
  }
  const standing = await stillThere(ground, [...claims]);
  if (!standing.ok) return standing;
  return ok(heads.map((head) => standing.value.get(head) ?? null));
}

export async function landedAs(repo: Repo, basis: Basis, head: Head): Promise<Result<Landed | null>> {
  const each = await landedEach(repo, basis, [head]);
  return each.ok ? ok(each.value[0] ?? null) : each;
}
