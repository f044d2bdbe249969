/** What the queue has done: the events of every target's log, newest first. */
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { type QueueEvent, queueLogRef, readEvents } from '../store/queue-log.ts';
import { queueTargets, readQueue } from './reading.ts';

export interface History {
  readonly events: readonly QueueEvent[];
  /** Why this may be out of date; null if the remote was asked. */
  readonly stale: string | null;
}

export async function queueHistory(repo: Repo, basis: Basis): Promise<Result<History>> {
  const reading = await readQueue(repo, basis, { offline: true });
  if (!reading.ok) return reading;
  const { refs, stale } = reading.value;
  const events: QueueEvent[] = [];
  for (const target of queueTargets(reading.value)) {
    const at = refs.get(queueLogRef(target));
    if (at !== undefined) events.push(...(await readEvents(repo, at, basis.policy.crq.prefixes)));
  }
  // The logs of several targets are merged by time; within one the chain decides, and sorting is stable.
  return ok({ events: events.toReversed().sort((a, b) => Date.parse(b.at) - Date.parse(a.at)), stale });
}
