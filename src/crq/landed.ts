/**
 * "Is it landed?" has one answer, and it names its proof. (1) `record`: the queue's log has this very head. (2)
 * `ancestor`: the head is on the base and is more than a fresh branch, which is an ancestor of the base too.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { linksOf, parseMessage } from '../domain/message.ts';
import { ok, type Result } from '../domain/result.ts';
import { readCommit } from '../git/commit.ts';
import { gitConfig } from '../git/config.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import type { QueueEvent } from '../store/queue-log.ts';

export interface Landed {
  /** The landing commit, or the head itself where nothing recorded the landing. */
  readonly oid: Oid;
  readonly proof: 'record' | 'ancestor';
}

export interface Head {
  readonly name: string;
  readonly crq: CrqId | null;
  readonly tip: Oid;
}

/** The landing of this head that was not taken back since. */
export function landingRecord(events: readonly QueueEvent[], head: Oid): QueueEvent | null {
  const landing = events.findLast((event) => event.event === 'landed' && event.head === head);
  if (landing === undefined) return null;
  const undone = events.some((event) => event.event === 'undone' && event.landing === landing.landing);
  return undone ? null : landing;
}

export async function landedAs(
  repo: Repo,
  basis: Basis,
  head: Head,
  events: readonly QueueEvent[],
): Promise<Result<Landed | null>> {
  const record = landingRecord(events, head.tip);
  if (record !== null) return ok({ oid: record.landing, proof: 'record' });
  const base = basis.tip;
  if (base === null) return ok(null);
  const reached = await isAncestor(repo, head.tip, base);
  if (!reached.ok) return reached;
  if (!reached.value) return ok(null);
  const more = await isMoreThanFresh(repo, basis, head, base);
  if (!more.ok) return more;
  return ok(more.value ? { oid: head.tip, proof: 'ancestor' } : null);
}

async function isMoreThanFresh(repo: Repo, basis: Basis, head: Head, base: Oid): Promise<Result<boolean>> {
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  const fork = config.value.get(`branch.${head.name}.gitcrqfork`);
  if (fork !== undefined) return ok(fork !== head.tip);
  const chain = await onFirstParents(repo, head.tip, base);
  if (!chain.ok || !chain.value) return chain.ok ? ok(true) : chain;
  return ok(await isWorkOf(repo, basis, head));
}

/** Is `tip` a commit that the base itself went through? Bounded by the commits made since. */
async function onFirstParents(repo: Repo, tip: Oid, base: Oid): Promise<Result<boolean>> {
  const list = await repo.output('walking the base', ['rev-list', '--first-parent', base, `^${tip}^@`]);
  return list.ok ? ok(list.value.split('\n').includes(tip)) : list;
}

/** Does the commit link this request and touch more than records? */
async function isWorkOf(repo: Repo, basis: Basis, head: Head): Promise<boolean> {
  const commit = await readCommit(repo, head.tip);
  if (commit === null || head.crq === null) return false;
  if (!linksOf(parseMessage(commit.message), basis.policy.crq.prefixes).crqs.includes(head.crq)) return false;
  const changed = await repo.output('reading a commit', [
    'diff-tree',
    '-r',
    '--root',
    '--no-commit-id',
    '--name-only',
    '-z',
    '-m',
    '--first-parent',
    head.tip,
  ]);
  return (
    changed.ok &&
    changed.value.split('\0').some((path) => path !== '' && !path.startsWith(`${basis.policy.crq.directory}/`))
  );
}
