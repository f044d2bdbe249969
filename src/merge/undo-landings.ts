/**
 * Takes back all landings of one pass by one push, so that nobody sees half of it: each is planned on top of the one
 * before, and a ref that several of them move goes straight to where the last one wants it.
 */
import { ok, type Result } from '../domain/result.ts';
import type { RefChange } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { PushStep, Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import type { WhoLands } from './lander.ts';
import { planUndoLanding } from './undo-landing.ts';

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

/** A pushed landing: the steps and the answer of its operation. */
export interface PushedLanding {
  readonly steps: readonly Step[];
  readonly answer: unknown;
}

/** The landings latest first. Fails as planUndoLanding does for the first that cannot be taken back. */
export async function planUndoLandings(
  repo: Repo,
  basis: Basis,
  landings: readonly PushedLanding[],
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
