/** Proof 1: the queue wrote down that this very head landed. */
import type { Oid } from '../../domain/brand.ts';
import { ok } from '../../domain/result.ts';
import type { QueueEvent } from '../../store/queue-log.ts';
import { type Claim, forkOf, type Head, type Prover } from './ground.ts';

/** The landing of this head that was not taken back since. */
export function landingRecord(events: readonly QueueEvent[], head: Oid): QueueEvent | null {
  const landing = events.findLast((event) => event.event === 'landed' && event.head === head);
  if (landing === undefined) return null;
  const undone = events.some((event) => event.event === 'undone' && event.landing === landing.landing);
  return undone ? null : landing;
}

export const recorded =
  (events: readonly QueueEvent[]): Prover =>
  async (ground, heads) => {
    const claims = new Map<Head, Claim>();
    for (const head of heads) {
      const record = landingRecord(events, head.tip);
      if (record === null) continue;
      const fork = await ground.line.forkOf(head.tip);
      if (!fork.ok) return fork;
      claims.set(head, {
        oid: record.landing,
        proof: 'record',
        from: fork.value ?? forkOf(ground, head) ?? record.onto ?? null,
      });
    }
    return ok(claims);
  };
