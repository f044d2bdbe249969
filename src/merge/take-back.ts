/** `merge undo`: takes back what the queue's log says has landed, from any clone and however long ago that was. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { readCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import type { QueueEvent } from '../store/queue-log.ts';
import type { Telling } from './direct.ts';
import { LANDING_UNKNOWN } from './errors.ts';
import { queueTargets, type Reading, readQueue } from './reading.ts';
import { planTakingBack } from './undo-landing.ts';
import { eventsOf } from './waiting.ts';

export const TAKE_BACK = 'merge undo';

export interface TakenBack {
  readonly crq: CrqId;
  readonly branch: string;
  readonly target: string;
  readonly landing: Oid;
  /** The commit on the target that took it back. */
  readonly oid: Oid;
  /** Tip of the branch, which has the work again. */
  readonly head: Oid;
}

/** The request's last landing that is still in. */
async function standing(repo: Repo, reading: Reading, id: CrqId): Promise<QueueEvent | null> {
  for (const target of queueTargets(reading)) {
    const own = (await eventsOf(repo, reading, new Map(), target)).filter(({ crq }) => crq === id);
    const isIn = ({ event, landing }: QueueEvent, at: number): boolean =>
      event === 'landed' && !own.slice(at + 1).some((later) => later.event === 'undone' && later.landing === landing);
    const last = own.findLast(isIn);
    if (last !== undefined) return last;
  }
  return null;
}

/** Fails LANDING_UNKNOWN for what the log does not have, UNDO_REFUSED where later changes stand on it. */
export async function planTakeBack({ repo, basis, who }: Telling, id: CrqId): Promise<Result<Plan>> {
  const reading = await readQueue(repo, basis);
  if (!reading.ok) return reading;
  const event = await standing(repo, reading.value, id);
  const from = event === null ? undefined : (event.onto ?? (await readCommit(repo, event.landing))?.parents[0]);
  if (event === null || from === undefined)
    return fail(LANDING_UNKNOWN, `the queue has no landing of ${id} that is still in`, ['gitcrq merge log']);
  const { crq, branch, target, head, landing, tested, test } = event;
  const landed = { crq, branch, oid: landing, tested_oid: tested, target, head, test };
  const back = await planTakingBack(repo, reading.value, { landed, from }, who);
  if (!back.ok) return back;
  const answer: TakenBack = { crq, branch, target, landing, oid: back.value.target, head: back.value.branch };
  return ok({ op: TAKE_BACK, title: `Take back ${branch}`, steps: back.value.steps, answer });
}
