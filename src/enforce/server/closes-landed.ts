/**
 * Does a commit only say of requests that they are closed, because their branches have come to this base by other means than
 * the queue? That is all a lander adds to a protected base without a landing. The trailer that names the branch's tip is a
 * claim; whether that tip has come is found out here.
 */
import { queueEvents } from '../../coord/queue-log.ts';
import { cameOtherwise, type OpenHead } from '../../crq/landed/otherwise.ts';
import { type CrqId, isOid, type Oid } from '../../domain/brand.ts';
import { crqPath } from '../../domain/crq.ts';
import { isLegal, type Status } from '../../domain/lifecycle.ts';
import { linksOf, parseMessage } from '../../domain/message.ts';
import { unwrap } from '../../domain/result.ts';
import { readCommit } from '../../git/commit.ts';
import type { Basis } from '../../store/basis.ts';
import { NO_NOTES, notedCrq } from '../../store/branch-of.ts';
import { causesOf, onlyStates, type SingleCommit } from './only-states.ts';
import type { Push } from './push.ts';

const LANDED = 'landed ';

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
export async function closesLanded(push: Push, basis: Basis, move: SingleCommit): Promise<boolean> {
  const named = causesOf(move)
    .map((cause) => (cause.startsWith(LANDED) ? cause.slice(LANDED.length) : ''))
    .filter(isOid);
  const { workflow } = basis.policy.crq;
  const closes = (from: Status, to: Status): boolean =>
    to === workflow.closed && isLegal(workflow, from, workflow.closed);
  const ids = named.length === 0 ? null : await onlyStates(push, basis, move, closes);
  if (ids === null || ids.length === 0) return false;
  const events = await queueEvents(push.repo, basis);
  for (const id of ids) {
    const heads = await headsOf(push, basis, id, named);
    const came = unwrap(await cameOtherwise(push.repo, basis, heads, events));
    if (heads.length === 0 || came.includes(null)) return false;
  }
  return true;
}
