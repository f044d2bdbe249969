/** Landings against requirements as reports tell of them: which, why, by whom, and whether somebody looked at it since. */
import { whyNoOverride } from '../coord/override-signature.ts';
import { queueEvents } from '../coord/queue-log.ts';
import { standings } from '../coord/review-holds.ts';
import { readReviews } from '../coord/review-read.ts';
import { trustIn, trustNow } from '../coord/trust.ts';
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { recordRules } from '../store/merge-commits.ts';
import type { QueueEvent } from '../store/queue-log.ts';

export interface ShownOverride {
  readonly crq: string;
  readonly names: readonly string[];
  readonly reason: string;
  /** The name that the list of that time gives the key, else the key. */
  readonly by: string;
  /** Who approved the landing itself since; null: nobody yet. */
  readonly reviewed: string | null;
  /** Why it counts for nothing; null: it does. */
  readonly problem: string | null;
}

/** Somebody else than who overrode approved the very commit that landed. */
async function reviewerOf(
  repo: Repo,
  basis: Basis,
  event: QueueEvent,
  onto: string,
  key: string,
): Promise<Result<string | null>> {
  const base = await repo.reader.info(onto);
  const { reviews } = await readReviews(repo, basis.policy.crq.prefixes, event.crq);
  const own = reviews.filter(
    (review) => review.what === 'code' && review.head === event.landing && review.key.id !== key,
  );
  if (base === null || own.length === 0) return ok(null);
  const ground = { base: base.oid, head: event.landing, trust: trustNow(basis), ...recordRules(basis.policy) };
  const all = await standings(repo, ground, own);
  if (!all.ok) return all;
  const held = all.value.find(({ state }) => state === 'holds');
  return ok(held === undefined ? null : (held.signer ?? held.review.by));
}

/** null: the landing went against nothing. Whose word counted is asked of the base as it was before the landing. */
export async function shownOverride(
  repo: Repo,
  basis: Basis,
  event: QueueEvent,
): Promise<Result<ShownOverride | null>> {
  const { override } = event;
  if (override === undefined) return ok(null);
  const onto = event.onto ?? `${event.landing}^1`;
  const before = await repo.reader.info(`${onto}^{commit}`);
  const trust = before === null ? ok(trustNow(basis)) : await trustIn(repo, before.oid);
  if (!trust.ok) return trust;
  const reviewed = await reviewerOf(repo, basis, event, onto, override.key);
  if (!reviewed.ok) return reviewed;
  const { names, reason, key } = override;
  const by = trust.value.keys.find(({ id }) => id === key)?.name ?? key;
  return ok({
    crq: event.crq,
    names,
    reason,
    by,
    reviewed: reviewed.value,
    problem: whyNoOverride(trust.value, event, override),
  });
}

/** What landed against a requirement among the commits from `base` to `head`, on the base of the clone. */
export async function overridesWithin(
  repo: Repo,
  basis: Basis,
  { base, head }: { readonly base: Oid | null; readonly head: Oid },
): Promise<Result<readonly ShownOverride[]>> {
  const found: ShownOverride[] = [];
  for (const event of await queueEvents(repo, basis)) {
    if (event.event !== 'landed' || event.override === undefined) continue;
    const there =
      (await repo.reader.info(event.landing)) === null ? ok(false) : await isAncestor(repo, event.landing, head);
    const before = base === null || !there.ok || !there.value ? ok(false) : await isAncestor(repo, event.landing, base);
    if (!there.ok) return there;
    if (!before.ok) return before;
    if (!there.value || before.value) continue;
    const shown = await shownOverride(repo, basis, event);
    if (!shown.ok) return shown;
    if (shown.value !== null) found.push(shown.value);
  }
  return ok(found);
}

export const overrideText = ({ crq, names, reason, by, reviewed, problem }: ShownOverride): string => {
  const then = problem ?? (reviewed === null ? `not reviewed yet: gitcrq approve ${crq}` : `reviewed by ${reviewed}`);
  return `override of ${names.join(', ')} by ${by}: ${reason} (${then})`;
};
