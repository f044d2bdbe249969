/** A commit of a push that changes nothing but the state of requests, and what it names as its cause. */
import { onlyStatus } from '../../coord/quiet.ts';
import type { CrqId, Oid } from '../../domain/brand.ts';
import { crqPath, pathStem } from '../../domain/crq.ts';
import { parseWrittenId } from '../../domain/id.ts';
import type { Status } from '../../domain/lifecycle.ts';
import { parseMessage, trailerValues } from '../../domain/message.ts';
import { changedBetween } from '../../git/changes.ts';
import type { Basis } from '../../store/basis.ts';
import { isUnreadable, loadCrq } from '../../store/crq-load.ts';
import type { Push } from './push.ts';

export interface SingleCommit {
  /** Its only parent. */
  readonly from: Oid;
  readonly to: Oid;
  readonly message: string;
}

export const causesOf = ({ message }: SingleCommit): readonly string[] =>
  trailerValues(parseMessage(message), 'CRQ-Cause');

/** The requests whose state alone changes, each by such a step; null if anything else does. */
export async function onlyStates(
  { repo }: Push,
  basis: Basis,
  { from, to }: SingleCommit,
  isStep: (from: Status, to: Status) => boolean,
): Promise<readonly CrqId[] | null> {
  const { directory, prefixes } = basis.policy.crq;
  const ids: CrqId[] = [];
  for (const change of await changedBetween(repo, from, to)) {
    const id = parseWrittenId(pathStem(directory, change.path) ?? '', prefixes);
    if (id === null || change.path !== crqPath(directory, id) || !(await onlyStatus(repo, change))) return null;
    const [before, after] = await Promise.all([from, to].map((at) => loadCrq(repo, basis, at, id)));
    if (before == null || isUnreadable(before) || after == null || isUnreadable(after)) return null;
    if (!isStep(before.crq.status, after.crq.status)) return null;
    ids.push(id);
  }
  return ids;
}
