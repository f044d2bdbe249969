/**
 * Takes back all landings of one pass by one push, so that nobody sees half of it: each is planned on top of the one
 * before, and a ref that several of them move goes straight to where the last one wants it.
 */
import type { Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef, type RefChange, readRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { PushStep, Step } from '../plan/step.ts';
import { type Basis, turnedTo } from '../store/basis.ts';
import { queueLogRef } from '../store/queue-log.ts';
import { LANDER_NOT_TRUSTED, LANDING_UNKNOWN } from './errors.ts';
import { type WhoLands, whyNotLander } from './lander.ts';
import { landedOf, planUndoLanding, planUndoneEvent } from './undo-landing.ts';

const isPush = (step: Step): step is PushStep => step.kind === 'push';

function together(first: readonly Step[], second: readonly Step[]): readonly Step[] {
  const [push] = [...first, ...second].filter(isPush);
  const moves = new Map<string, RefChange>();
  for (const { changes } of [...first, ...second].filter(isPush)) {
    for (const change of changes) moves.set(change.ref, { ...change, from: (moves.get(change.ref) ?? change).from });
  }
  const again = new Set(second.flatMap((step) => (step.kind === 'advance' ? [step.ref] : [])));
  const stays = (step: Step): boolean => !isPush(step) && !(step.kind === 'advance' && again.has(step.ref));
  const pushed = push === undefined ? [] : [{ ...push, changes: [...moves.values()] }];
  return [...pushed, ...first.filter(stays), ...second.filter((step) => !isPush(step))];
}

/** A landing: the steps and the answer of its operation. */
export interface LandingDone {
  readonly steps: readonly Step[];
  readonly answer: unknown;
}

/** The landings latest first. Fails as planUndoLanding does for the first that cannot be taken back. */
export async function planUndoLandings(
  repo: Repo,
  basis: Basis,
  landings: readonly LandingDone[],
  who: WhoLands,
): Promise<Result<readonly Step[]>> {
  let steps: readonly Step[] = [];
  for (const landing of landings) {
    const earlier = steps.filter(isPush).flatMap(({ changes }) => changes);
    const made = await planUndoLanding(repo, basis, landing.steps, landing.answer, who, earlier);
    if (!made.ok) return made;
    steps = together(steps, made.value);
  }
  return ok(steps);
}

/** Where the landing found its target, in a repository of its own. */
const startOf = ({ steps }: LandingDone, target: string): Oid | null =>
  steps.flatMap((step) => (step.kind === 'refs' ? step.changes : [])).find(({ ref }) => ref === branchRef(target))
    ?.from ?? null;

/** What the log of a repository without a remote tells of landings taken back, latest first, as one move of each log. */
export async function planUndoneEvents(
  repo: Repo,
  basis: Basis,
  landings: readonly LandingDone[],
  who: WhoLands,
): Promise<Result<readonly Step[]>> {
  const moves = new Map<string, RefChange>();
  const told: string[] = [];
  for (const landing of landings) {
    const landed = landedOf(landing.answer);
    if (!landed.ok) return landed;
    const { target, crq } = landed.value;
    const to = startOf(landing, target);
    if (to === null) return fail(LANDING_UNKNOWN, `${crq} did not land on ${target} here`, ['gitcrq merge log']);
    const own = await turnedTo(repo, basis, target);
    const lacks = own.ok ? await whyNotLander(own.value, who) : own;
    if (!own.ok) return own;
    if (!lacks.ok) return lacks;
    if (lacks.value !== null) return fail(LANDER_NOT_TRUSTED, lacks.value, ['gitcrq trust list']);
    const ref = queueLogRef(target);
    const first = moves.get(ref);
    const at = first === undefined ? await readRef(repo, ref) : first.to;
    const event = await planUndoneEvent(repo, { basis: own.value, landed: landed.value, to }, at, who);
    if (!event.ok) return event;
    moves.set(ref, { ...event.value, from: first === undefined ? at : first.from });
    told.push(crq);
  }
  const reason = `undone ${told.join(', ')}`;
  return ok(moves.size === 0 ? [] : [{ kind: 'refs', changes: [...moves.values()], reason }]);
}
