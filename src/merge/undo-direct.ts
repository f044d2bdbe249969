/**
 * Takes back what the queue was told, by telling it something else: the log only grows. A pause ends, a drop ends, and what
 * a resume or a retry had ended is said again. What others have said since stays.
 */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { readCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';
import type { Step } from '../plan/step.ts';
import type { Directed, Directive } from '../store/queue-directive.ts';
import { queueLogRef } from '../store/queue-log.ts';
import { type DirectAnswer, type Telling, type Told, writeTold } from './direct.ts';
import { dropsOf, pauseOf } from './directives.ts';
import { moved, type Reading, readQueue } from './reading.ts';
import { directivesOf } from './waiting.ts';

/** Operations whose answer is a DirectAnswer. */
export const DIRECT_OPS: readonly string[] = ['merge pause', 'merge resume', 'merge drop', 'merge retry'];

/** What was in force before an entry. */
async function before(repo: Repo, reading: Reading, target: string, entry: Oid): Promise<readonly Directive[]> {
  const parent = (await readCommit(repo, entry))?.parents[0] ?? null;
  return directivesOf(repo, moved(reading, [{ ref: queueLogRef(target), to: parent }]), new Map(), target);
}

const again = ({ event, target, crq, branch, head, reason }: Directive): Directed => ({
  event,
  target,
  crq,
  branch,
  head,
  reason,
});

/** What takes one entry back. */
function inverse(one: Told, was: readonly Directive[], now: readonly Directive[]): readonly Directed[] {
  const { target, crq } = one;
  const ends = (event: 'resumed' | 'retried'): Directed => ({
    event,
    target,
    crq,
    branch: null,
    head: null,
    reason: `${one.event} was undone`,
  });
  if (crq === null) {
    const [paused, pause] = [pauseOf(now) !== null, pauseOf(was)];
    if (one.event === 'paused') return paused ? [ends('resumed')] : [];
    return paused || pause === null ? [] : [again(pause)];
  }
  if (one.event === 'retried') return dropsOf(was, crq).map(again);
  const drops = dropsOf(now, crq);
  const others = drops.filter(({ branch, head }) => branch !== one.branch || head !== one.head);
  // Asking again ends every drop of the request, so the others are said once more.
  return others.length === drops.length ? [] : [ends('retried'), ...others.map(again)];
}

export async function planUndoTold(telling: Telling, { told, target }: DirectAnswer): Promise<Result<readonly Step[]>> {
  const { repo, basis } = telling;
  const reading = await readQueue(repo, basis);
  if (!reading.ok) return reading;
  let now = await directivesOf(repo, reading.value, new Map(), target);
  const say: Directed[] = [];
  for (const one of told.toReversed()) {
    const back = inverse(one, await before(repo, reading.value, target, one.oid), now);
    say.push(...back);
    now = [...now, ...back.map((directed) => ({ ...directed, by: one.by, at: '' }))];
  }
  const made = await writeTold(telling, reading.value, target, say);
  return made.ok ? ok(made.value.steps) : made;
}
