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

/**
 * Does one step unless it is done already; answers whether it acted. A failed act is looked at once more: the answer may
 * have been lost on the way.
 */
export async function doStep(repo: Repo, step: Step): Promise<Result<boolean>> {
  const kind = kindOf(step);
  const before = await kind.look(step, repo);
  if (!before.ok) return before;
  if (before.value === 'done') return ok(false);
  if (before.value !== 'todo') return { ok: false, error: before.value };
  const acted = await kind.act(step, repo);
  if (acted.ok) return ok(true);
  const after = await kind.look(step, repo);
  return after.ok && after.value === 'done' ? ok(true) : acted;
}

/**
 * Runs the steps that are not known to be done. What was as it should be before this operation came is not its work, and
 * stays when it is given up; only the step at which an earlier process died may have been done without being noted.
 */
export async function carryOut(repo: Repo, operation: Operation, resumed = false): Promise<Result<void>> {
  const { op, steps } = operation.plan;
  const { trail } = repo.ports;
  const acted = new Set(operation.acted);
  let unsure = resumed;
  trail.at(`${op}/begun`);
  for (const [n, step] of steps.entries()) {
    if (operation.done.has(n)) continue;
    trail.at(`${op}/${n}-${step.kind}/before`);
    const result = await doStep(repo, step);
    if (!result.ok) return stopped(repo, operation, { at: n, acted }, result.error);
    trail.at(`${op}/${n}-${step.kind}/after`);
    if (result.value || unsure) acted.add(n);
    noteLine(repo, operation.id, { t: 'step', n, acted: acted.has(n) });
    unsure = false;
  }
  noteLine(repo, operation.id, { t: 'done' });
  trail.at(`${op}/done`);
  return ok(undefined);
}

interface Progress {
  /** The step that could not be done. */
  readonly at: number;
  readonly acted: ReadonlySet<number>;
}

async function stopped(
  repo: Repo,
  operation: Operation,
  { at, acted }: Progress,
  cause: GitcrqError,
): Promise<Result<void>> {
  const { op, steps } = operation.plan;
  if (await takeBack(repo, steps, acted, new Set([at]))) {
    noteLine(repo, operation.id, { t: 'abandoned' });
    return { ok: false, error: cause };
  }
  const next = [`gitcrq resume ${operation.id}`, ...cause.next];
  return fail(HALF_DONE, `${op} stopped at step ${at + 1} of ${steps.length}: ${cause.message}`, next);
}

/**
 * Takes back what an interrupted operation did, and ends it; false if that cannot be done unseen. Of a step without a
 * note nobody knows whether it was done, so it is looked at.
 */
export async function giveUp(repo: Repo, operation: Operation): Promise<boolean> {
  const { steps } = operation.plan;
  const unsure = new Set([...steps.keys()].filter((n) => !operation.done.has(n)));
  const back = await takeBack(repo, steps, operation.acted, unsure);
  if (back) noteLine(repo, operation.id, { t: 'abandoned' });
  return back;
}

/** Ends an interrupted operation whose plan holds for its moment only, if nothing of it was done; answers whether it did. */
export async function letGo(repo: Repo, { id, plan, done }: Operation): Promise<Result<boolean>> {
  const [first] = plan.steps;
  if (plan.fleeting !== true || done.size > 0 || first === undefined) return ok(false);
  const state = await kindOf(first).look(first, repo);
  if (!state.ok) return state;
  if (state.value !== 'todo') return ok(false);
  noteLine(repo, id, { t: 'abandoned' });
  return ok(true);
}

/** Undoes in reverse what was acted, and what may have been as far as it was; true if nothing of them is left. */
async function takeBack(
  repo: Repo,
  steps: readonly Step[],
  acted: ReadonlySet<number>,
  unsure: ReadonlySet<number>,
): Promise<boolean> {
  for (const [n, step] of [...steps.entries()].reverse()) {
    if (!acted.has(n) && !unsure.has(n)) continue;
    if (!(await takeBackOne(repo, step, unsure.has(n)))) return false;
  }
  return true;
}

async function takeBackOne(repo: Repo, step: Step, unsure: boolean): Promise<boolean> {
  const undo = kindOf(step).undo(step);
  if (undo.how === 'keep') return true;
  if (undo.how === 'step') {
    const state = await kindOf(undo.step).look(undo.step, repo);
    if (state.ok && state.value === 'done') return true;
    const done = await doStep(repo, undo.step);
    return done.ok || unsure;
  }
  return isUnseen(repo, step, unsure);
}

/** What others may have seen is harmless only if it did not happen: not begun, or refused because somebody else was first. */
async function isUnseen(repo: Repo, step: Step, unsure: boolean): Promise<boolean> {
  const look = await kindOf(step).look(step, repo);
  return look.ok && look.value !== 'done' && (look.value === 'todo' || unsure);
}

/** The steps that going on would take: those not done yet. Fails where one of them cannot be taken as things are. */
export async function stepsLeft(repo: Repo, { plan, done }: Operation): Promise<Result<readonly Step[]>> {
  const left: Step[] = [];
  for (const [n, step] of plan.steps.entries()) {
    if (done.has(n)) continue;
    const state = await kindOf(step).look(step, repo);
    if (!state.ok) return state;
    if (state.value === 'todo') left.push(step);
    else if (state.value !== 'done') return { ok: false, error: state.value };
  }
  return ok(left);
}

/** The steps that giving up would take, latest first; null where others may have seen what was done. */
export async function stepsBack(repo: Repo, { plan, done, acted }: Operation): Promise<readonly Step[] | null> {
  const back: Step[] = [];
  for (const [n, step] of [...plan.steps.entries()].reverse()) {
    const unsure = !done.has(n);
    if (!acted.has(n) && !unsure) continue;
    const undo = kindOf(step).undo(step);
    if (undo.how === 'step') {
      const state = await kindOf(undo.step).look(undo.step, repo);
      if (state.ok && state.value === 'todo') back.push(undo.step);
    } else if (undo.how === 'forward' && !(await isUnseen(repo, step, unsure))) return null;
  }
  return back;
}
