/**
 * Does a push only say of requests that they are closed, because their branches have come to this base by other means than
 * the queue? That is all a lander adds to a protected base without a landing. The trailer that names the branch's tip is a
 * claim; whether that tip has come is found out here.
 */
import { onlyStatus } from '../../coord/quiet.ts';
import { cameOtherwise, type OpenHead } from '../../crq/landed/otherwise.ts';
import { type CrqId, isOid, type Oid } from '../../domain/brand.ts';
import { crqPath, pathStem } from '../../domain/crq.ts';
import { parseWrittenId } from '../../domain/id.ts';
import { isLegal } from '../../domain/lifecycle.ts';
import { linksOf, parseMessage, trailerValues } from '../../domain/message.ts';
import { unwrap } from '../../domain/result.ts';
import { changedBetween } from '../../git/changes.ts';
import { readCommit } from '../../git/commit.ts';
import type { RefChange } from '../../git/refs.ts';
import type { Basis } from '../../store/basis.ts';
import { NO_NOTES, notedCrq } from '../../store/branch-of.ts';
import { isUnreadable, loadCrq } from '../../store/crq-load.ts';
import { readQueueLog } from '../../store/queue-log.ts';
import type { Push } from './push.ts';

const LANDED = 'landed ';

/** The requests whose state alone changes, to closed; null if anything else does. */
async function closed({ repo }: Push, basis: Basis, from: Oid, to: Oid): Promise<readonly CrqId[] | null> {
  const { directory, prefixes, workflow } = basis.policy.crq;
  const ids: CrqId[] = [];
  for (const change of await changedBetween(repo, from, to)) {
    const id = parseWrittenId(pathStem(directory, change.path) ?? '', prefixes);
    if (id === null || change.path !== crqPath(directory, id) || !(await onlyStatus(repo, change))) return null;
    const [before, after] = await Promise.all([from, to].map((at) => loadCrq(repo, basis, at, id)));
    if (before == null || isUnreadable(before) || after == null || isUnreadable(after)) return null;
    if (after.crq.status !== workflow.closed || !isLegal(workflow, before.crq.status, workflow.closed)) return null;
    ids.push(id);
  }
  return ids;
}

/** The tips that are named as this request's, and those of its branches that are still here. */
async function headsOf(push: Push, basis: Basis, id: CrqId, named: readonly Oid[]): Promise<readonly OpenHead[]> {
  const { prefixes, directory } = basis.policy.crq;
  const head = (name: string, tip: Oid): OpenHead => ({ name, crq: id, tip, path: crqPath(directory, id) });
  const own: OpenHead[] = [];
  for (const tip of named) {
    const commit = await readCommit(push.repo, tip);
    if (commit !== null && linksOf(parseMessage(commit.message), prefixes).crqs.includes(id)) own.push(head('', tip));
  }
  if (own.length === 0) return [];
  const here = [...push.refs.branches].filter(([name]) => notedCrq(basis, NO_NOTES, name) === id);
  return [...own, ...here.map(([name, tip]) => head(name, tip))];
}

/** Throws GitcrqError. */
export async function closesLanded(push: Push, basis: Basis, { from, to }: RefChange): Promise<boolean> {
  const commit = to === null ? null : await readCommit(push.repo, to);
  if (commit === null || to === null || from === null) return false;
  if (commit.parents.length !== 1 || commit.parents[0] !== from) return false;
  const named = trailerValues(parseMessage(commit.message), 'CRQ-Cause')
    .map((cause) => (cause.startsWith(LANDED) ? cause.slice(LANDED.length) : ''))
    .filter(isOid);
  const ids = named.length === 0 ? null : await closed(push, basis, from, to);
  if (ids === null || ids.length === 0) return false;
  const events = await readQueueLog(push.repo, basis.base, basis.policy.crq.prefixes);
  for (const id of ids) {
    const heads = await headsOf(push, basis, id, named);
    const came = unwrap(await cameOtherwise(push.repo, basis, heads, events));
    if (heads.length === 0 || came.includes(null)) return false;
  }
  return true;
}
