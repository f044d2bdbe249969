/** What one landing pass has found and done so far. */
import type { Turn } from '../coord/lease-turn.ts';
import type { Outcome } from '../plan/operate.ts';
import type { PlanLine } from '../plan/step.ts';
import type { Lander } from './lander.ts';
import type { Evicted, Held, Landed } from './landing.ts';
import type { Reading } from './reading.ts';
import type { Noticed } from './reconcile.ts';
import type { Queue } from './waiting.ts';

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

/** Answers that need no landing. */
export function note(progress: Progress, answers: readonly (Landed | Held)[]): void {
  for (const answer of answers) {
    if ('oid' in answer) progress.landed.push(answer);
    else progress.held.push(answer);
  }
}
