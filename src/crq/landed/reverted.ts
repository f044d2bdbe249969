/**
 * Landings that somebody reverted by hand: a commit of the base says so, and taking the landing back once more changes
 * nothing. The request is opened again once; its record comes back where the revert took it along.
 */
import type { CrqId, Oid } from '../../domain/brand.ts';
import { crqPath } from '../../domain/crq.ts';
import { formatTransition } from '../../domain/lifecycle.ts';
import { parseMessage, trailerValues } from '../../domain/message.ts';
import { ok, type Result } from '../../domain/result.ts';
import { readCommit } from '../../git/commit.ts';
import { logCommits } from '../../git/log.ts';
import { inverseMerge } from '../../git/merge-tree.ts';
import { isAncestor } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { changedTree } from '../../git/tree.ts';
import type { Basis } from '../../store/basis.ts';
import { isUnreadable, loadCrq } from '../../store/crq-load.ts';
import type { QueueEvent } from '../../store/queue-log.ts';

/** Further back nobody reverts a landing without knowing `merge undo`. */
const LANDINGS = 100;
/** What git-revert(1) writes. */
const REVERTS = /^This reverts commit ([0-9a-f]{40,64})\b/gmu;

/** The commits that a message says it reverts. */
export const revertedBy = (message: string): readonly string[] =>
  [...message.matchAll(REVERTS)].flatMap(([, oid]) => (oid === undefined ? [] : [oid]));

export interface Reverted {
  readonly crq: CrqId;
  readonly branch: string;
  readonly landing: Oid;
  /** The record as it was last, and where it is. */
  readonly record: { readonly path: string; readonly text: string };
  readonly trailers: readonly string[];
}

/** Landings that are the last word of the log about them. */
function standing(events: readonly QueueEvent[]): readonly QueueEvent[] {
  const byLanding = new Map(events.map((event) => [event.landing, event]));
  return [...byLanding.values()].filter(({ event }) => event === 'landed').slice(-LANDINGS);
}

/** Which landings commits of the base say they revert, without those that were answered already. */
async function named(repo: Repo, tip: Oid, oldest: Oid): Promise<ReadonlySet<Oid>> {
  const found = new Set<string>();
  const answered = new Set<string>();
  for await (const { message } of logCommits(repo, [
    '--grep=This reverts commit',
    '--grep=CRQ-Cause: reverted',
    '-F',
    tip,
    '--not',
    oldest,
  ])) {
    for (const oid of revertedBy(message)) found.add(oid);
    for (const cause of trailerValues(parseMessage(message), 'CRQ-Cause'))
      if (cause.startsWith('reverted ')) answered.add(cause.slice('reverted '.length));
  }
  return new Set([...found].filter((oid) => !answered.has(oid)) as Oid[]); // an oid of another length is no landing
}

/** Is nothing of the landing left? Records do not count. */
async function isGone(
  repo: Repo,
  directory: string,
  { landing, onto }: QueueEvent,
  tip: Oid,
): Promise<Result<boolean>> {
  const from = onto ?? (await readCommit(repo, landing))?.parents[0];
  if (from === undefined) return ok(false);
  const undone = await inverseMerge(repo, { from, to: landing }, tip);
  if (!undone.ok) return undone;
  if (!undone.value.clean && undone.value.paths.some((path) => !path.startsWith(`${directory}/`))) return ok(false);
  const without = new Map([[directory, null]]);
  const now = (await repo.reader.info(`${tip}^{tree}`))?.oid ?? null;
  return ok((await changedTree(repo, undone.value.tree, without)) === (await changedTree(repo, now, without)));
}

async function reopening(repo: Repo, basis: Basis, tip: Oid, event: QueueEvent): Promise<Reverted | null> {
  const { crq, branch, landing } = event;
  const { workflow, directory } = basis.policy.crq;
  const copy = (await loadCrq(repo, basis, tip, crq)) ?? (await loadCrq(repo, basis, landing, crq));
  if (copy === null || isUnreadable(copy)) return null;
  const there = await loadCrq(repo, basis, tip, crq);
  // Somebody opened it already.
  if (there !== null && copy.crq.status !== workflow.closed) return null;
  const step = formatTransition({ from: copy.crq.status, to: workflow.new });
  return {
    crq,
    branch,
    landing,
    record: { path: crqPath(directory, crq), text: copy.text },
    trailers: [`CRQ: ${crq}`, `CRQ-Transition: ${step}`, `CRQ-Cause: reverted ${landing}`],
  };
}

/** The landings on this base that were reverted by hand and not answered yet. */
export async function revertedLandings(
  repo: Repo,
  basis: Basis,
  tip: Oid,
  events: readonly QueueEvent[],
): Promise<Result<readonly Reverted[]>> {
  const last = standing(events);
  const [oldest] = last;
  if (oldest === undefined) return ok([]);
  const claimed = await named(repo, tip, oldest.landing);
  const found: Reverted[] = [];
  for (const event of last.filter(({ landing }) => claimed.has(landing))) {
    const there = await isAncestor(repo, event.landing, tip);
    if (!there.ok) return there;
    const away = there.value ? await isGone(repo, basis.policy.crq.directory, event, tip) : ok(false);
    if (!away.ok) return away;
    const reverted = away.value ? await reopening(repo, basis, tip, event) : null;
    if (reverted !== null) found.push(reverted);
  }
  return ok(found);
}
