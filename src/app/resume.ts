/** Going on with an operation that stands half-way, or giving it up. */
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { HALF_DONE, NOTHING_TO_RESUME } from '../plan/errors.ts';
import { stepsBack, stepsLeft } from '../plan/execute.ts';
import { listOperations, noteLine, type Operation, readOperation } from '../plan/journal.ts';
import { abandon, finish, sayPlan } from '../plan/operate.ts';
import type { PlanLine } from '../plan/step.ts';

export interface Resumed {
  readonly id: string;
  readonly op: string;
  readonly title: string;
  readonly state: 'done' | 'abandoned';
  /** What the interrupted command would have answered. */
  readonly answer: unknown;
}

function interrupted(repo: Repo, id: string | undefined): Result<Operation> {
  const open = listOperations(repo).filter(
    (operation) => operation.end === null && (id === undefined || operation.id.startsWith(id)),
  );
  const last = open.at(-1);
  return last === undefined
    ? fail(NOTHING_TO_RESUME, id === undefined ? 'nothing stands half-way' : `no operation ${id} stands half-way`, [
        'gitcrq undo --list',
      ])
    : ok(last);
}

const resumed = (operation: Operation, state: Resumed['state']): Resumed => ({
  id: operation.id,
  op: operation.plan.op,
  title: operation.plan.title,
  state,
  answer: operation.plan.answer,
});

/** Takes the steps that are left. */
export async function resume(repo: Repo, id: string | undefined): Promise<Result<Resumed>> {
  const operation = interrupted(repo, id);
  if (!operation.ok) return operation;
  const done = await finish(repo, operation.value);
  if (!done.ok) return done;
  noteLine(repo, operation.value.id, { t: 'reported' });
  const { end } = readOperation(repo, operation.value.id) ?? operation.value;
  return ok(resumed(operation.value, end ?? 'done'));
}

/** Takes the done steps back; what others may have seen stays, and the operation with it. */
export async function abort(repo: Repo, id: string | undefined): Promise<Result<Resumed>> {
  const operation = interrupted(repo, id);
  if (!operation.ok) return operation;
  const back = await abandon(repo, operation.value);
  if (!back.ok) return back;
  if (back.value) return ok(resumed(operation.value, 'abandoned'));
  return pushedAlready(operation.value);
}

const pushedAlready = (operation: Operation) =>
  fail(HALF_DONE, `${operation.plan.op} has pushed already and cannot be given up`, [
    `gitcrq resume ${operation.id}`,
    'gitcrq undo',
  ]);

/** What `resume`, or with `abort` its opposite, would do. */
export async function planResume(
  repo: Repo,
  id: string | undefined,
  words: { readonly abort: boolean },
): Promise<Result<readonly PlanLine[]>> {
  const operation = interrupted(repo, id);
  if (!operation.ok) return operation;
  const { plan } = operation.value;
  if (!words.abort) {
    const left = await stepsLeft(repo, operation.value);
    return left.ok ? ok(sayPlan({ ...plan, steps: left.value })) : left;
  }
  const back = await stepsBack(repo, operation.value);
  return back === null ? pushedAlready(operation.value) : ok(sayPlan({ ...plan, steps: back }));
}
