/** What one landing pass has found and done so far, and how it comes to know of it. */
import type { Turn } from '../coord/lease-turn.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Outcome } from '../plan/operate.ts';
import type { PlanLine } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import type { Lander } from './lander.ts';
import type { Evicted, Held, Landed } from './landing.ts';
import { type Reading, readQueue } from './reading.ts';
import type { Noticed } from './reconcile.ts';
import { type Queue, readWaiting } from './waiting.ts';

export interface Progress {
  reading: Reading;
  queue: Queue;
  readonly noticed: Noticed[];
  readonly landed: Landed[];
  readonly held: Held[];
  readonly evicted: Evicted[];
  readonly lines: PlanLine[];
  readonly outcomes: Outcome[];
  readonly by: Lander;
  /** Null where landings are not taken in turn. */
  turn: Turn | null;
}

export async function readAll(repo: Repo, basis: Basis): Promise<Result<{ reading: Reading; queue: Queue }>> {
  const reading = await readQueue(repo, basis);
  if (!reading.ok) return reading;
  const queue = await readWaiting(repo, reading.value);
  repo.ports.trail.at('land/read');
  return queue.ok ? ok({ reading: reading.value, queue: queue.value }) : queue;
}

/** Answers that need no landing. */
export function note(progress: Progress, answers: readonly (Landed | Held)[]): void {
  for (const answer of answers) {
    if ('oid' in answer) progress.landed.push(answer);
    else progress.held.push(answer);
  }
}
