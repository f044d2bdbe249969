/**
 * Does a commit take back a landing, and nothing else? The queue's log knows what landed; what taking it back gives is made
 * here anew and compared, since the trailer that names the landing is only a claim.
 */
import { onlyStatus } from '../../coord/quiet.ts';
import type { Oid } from '../../domain/brand.ts';
import { crqPath } from '../../domain/crq.ts';
import { parseMessage, trailerValues } from '../../domain/message.ts';
import { unwrap } from '../../domain/result.ts';
import { changedBetween } from '../../git/changes.ts';
import { readCommit } from '../../git/commit.ts';
import { inverseMerge } from '../../git/merge-tree.ts';
import { isAncestor, type RefChange } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { changedTree } from '../../git/tree.ts';
import type { Basis } from '../../store/basis.ts';
import { type QueueEvent, readEvents } from '../../store/queue-log.ts';

/** The landing, if that is the last that the log tells of it, and as the entry has it. */
async function landedAs(repo: Repo, basis: Basis, log: Oid, { landing, crq, branch, head }: QueueEvent) {
  const last = (await readEvents(repo, log, basis.policy.crq.prefixes)).findLast((one) => one.landing === landing);
  const same = last?.event === 'landed' && last.crq === crq && last.branch === branch && last.head === head;
  return same ? last : null;
}

/** The tip without the landing, its records as they are; null where later changes stand on it. */
async function inverse(repo: Repo, directory: string, { landing, onto }: QueueEvent, tip: Oid): Promise<Oid | null> {
  const from = onto ?? (await readCommit(repo, landing))?.parents[0];
  if (from === undefined || !unwrap(await isAncestor(repo, landing, tip))) return null;
  const undone = unwrap(await inverseMerge(repo, { from, to: landing }, tip));
  if (!undone.clean && undone.paths.some((path) => !path.startsWith(`${directory}/`))) return null;
  const records = await repo.reader.info(`${tip}:${directory}`);
  const kept = records === null ? null : { mode: '40000', oid: records.oid };
  return changedTree(repo, undone.tree, new Map([[directory, kept]]));
}

/** `log`: where the target's log stood before. Throws GitcrqError. */
export async function takesBack(
  repo: Repo,
  basis: Basis,
  event: QueueEvent,
  log: Oid | null,
  { from, to }: RefChange,
): Promise<boolean> {
  const commit = to === null ? null : await readCommit(repo, to);
  if (commit === null || from === null || commit.parents.length !== 1 || commit.parents[0] !== from) return false;
  if (!trailerValues(parseMessage(commit.message), 'CRQ-Cause').includes(`reverted ${event.landing}`)) return false;
  const landed = log === null ? null : await landedAs(repo, basis, log, event);
  if (landed === null) return false;
  const { directory } = basis.policy.crq;
  const tree = await inverse(repo, directory, landed, from);
  if (tree === null) return false;
  for (const change of await changedBetween(repo, tree, commit.tree))
    if (change.path !== crqPath(directory, event.crq) || !(await onlyStatus(repo, change))) return false;
  return true;
}
