/** The log of a queue as a clone obeys it: the entries that count. While everybody may land, all of them do. */
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { isEvent, type LogEntry, type QueueEvent, queueLogRef, readEntries } from '../store/queue-log.ts';
import type { QueueLog } from './queue-trust.ts';

export const counting = ({ entries, ignored }: QueueLog): readonly LogEntry[] =>
  entries.filter(({ oid }) => !ignored.has(oid));

/** `below`: the same log as it was read before, with fewer entries. */
export async function queueLog(
  repo: Repo,
  basis: Basis,
  entries: readonly LogEntry[],
  below?: QueueLog,
): Promise<QueueLog> {
  const isOpen = !basis.policy.trust.some(({ rights }) => rights.includes('land'));
  if (isOpen || entries.length === 0) return { entries, ignored: new Map() };
  // Keys and signatures, which few commands need.
  const { judgeLog } = await import('./queue-trust.ts');
  return judgeLog(repo, basis, entries, below);
}

/** The landings of a base and their ends that count, oldest first; empty where nothing has landed through the queue. */
export async function queueEvents(
  repo: Repo,
  basis: Basis,
  prefixes: readonly string[] = basis.policy.crq.prefixes,
): Promise<readonly QueueEvent[]> {
  const tip = await repo.reader.info(queueLogRef(basis.base));
  if (tip === null) return [];
  const policy = { ...basis.policy, crq: { ...basis.policy.crq, prefixes } };
  const log = await queueLog(repo, { ...basis, policy }, await readEntries(repo, tip.oid, prefixes));
  return counting(log)
    .map(({ told }) => told)
    .filter(isEvent);
}
