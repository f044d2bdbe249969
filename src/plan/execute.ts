/**
 * Carries an operation out, step by step: look, act, write it down. A step that cannot be done takes the done ones back
 * if they can be taken back unseen; otherwise the operation stands half-way and is resumable.
 */
import type { GitcrqError } from '../domain/error.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { HALF_DONE } from './errors.ts';
import { noteLine, type Operation } from './journal.ts';
import { kindOf } from './kinds.ts';
import type { Step } from './step.ts';

/** Does one step unless it is done already. A failed act is looked at once more: the answer may have been lost on the way. */
export async function doStep(repo: Repo, step: Step): Promise<Result<void>> {
  const kind = kindOf(step);
  const before = await kind.look(step, repo);
  if (!before.ok) return before;
  if (before.value === 'done') return ok(undefined);
  if (before.value !== 'todo') return { ok: false, error: before.value };
  const acted = await kind.act(step, repo);
  if (acted.ok) return acted;
  const after = await kind.look(step, repo);
  return after.ok && after.value === 'done' ? ok(undefined) : acted;
}

/** Runs the steps that are not known to be done. */
export async function carryOut(repo: Repo, operation: Operation): Promise<Result<void>> {
  const { op, steps } = operation.plan;
  const { trail } = repo.ports;
  trail.at(`${op}/begun`);
  for (const [n, step] of steps.entries()) {
    if (operation.done.has(n)) continue;
    trail.at(`${op}/${n}-${step.kind}/before`);
    const result = await doStep(repo, step);
    if (!result.ok) return stopped(repo, operation, n, result.error);
    trail.at(`${op}/${n}-${step.kind}/after`);
    noteLine(repo, operation.id, { t: 'step', n });
  }
  noteLine(repo, operation.id, { t: 'done' });
  trail.at(`${op}/done`);
  return ok(undefined);
}

async function stopped(repo: Repo, operation: Operation, at: number, cause: GitcrqError): Promise<Result<void>> {
  const back = await takeBack(repo, operation.plan.steps.slice(0, at + 1));
  if (back) {
    noteLine(repo, operation.id, { t: 'abandoned' });
    return { ok: false, error: cause };
  }
  const next = [`gitcrq resume ${operation.id}`, ...cause.next];
  return fail(
    HALF_DONE,
    `${operation.plan.op} stopped at step ${at + 1} of ${operation.plan.steps.length}: ${cause.message}`,
    next,
  );
}

/** Takes back what an interrupted operation did, and ends it; false if that cannot be done unseen. */
export async function giveUp(repo: Repo, operation: Operation): Promise<boolean> {
  const back = await takeBack(repo, operation.plan.steps);
  if (back) noteLine(repo, operation.id, { t: 'abandoned' });
  return back;
}

/** Undoes steps in reverse, as far as they were done; true if nothing of them is left. */
async function takeBack(repo: Repo, steps: readonly Step[]): Promise<boolean> {
  const undos = steps.toReversed().map((step, index) => ({ undo: kindOf(step).undo(step), step, failed: index === 0 }));
  for (const { undo, step, failed } of undos) {
    if (undo.how === 'keep') continue;
    if (undo.how === 'step') {
      const state = await kindOf(undo.step).look(undo.step, repo);
      if (state.ok && state.value === 'done') continue;
      const done = await doStep(repo, undo.step);
      if (!done.ok && !failed) return false;
      continue;
    }
    // What others may have seen is harmless only if it did not happen: not begun, or refused because somebody else was first.
    const look = await kindOf(step).look(step, repo);
    if (!look.ok || look.value === 'done' || (look.value !== 'todo' && !failed)) return false;
  }
  return true;
}
