/**
 * The way every changing command runs: finish what a killed one left, decide, write the journal, act. The same command
 * again after a kill has one effect: it finishes the first and gives its answer.
 */
import { fail, ok, type Result } from '../domain/result.ts';
import { LOST_RACE, REF_LOCKED } from '../git/errors.ts';
import type { Repo } from '../git/repo.ts';
import { alone } from './alone.ts';
import { OPERATION_RUNNING, STATE_CHANGED } from './errors.ts';
import { carryOut, giveUp, letGo } from './execute.ts';
import {
  beginOperation,
  forgetAbandoned,
  headsOf,
  isAlive,
  listOperations,
  noteLine,
  type Operation,
  type OperationKey,
  readOperation,
  sameHead,
} from './journal.ts';
import { kindOf } from './kinds.ts';
import type { Plan, PlanLine } from './step.ts';

export interface Request {
  readonly key: OperationKey;
  /** Shared by the operations of one command. */
  readonly group: string;
  readonly dryRun: boolean;
}

export interface Outcome {
  readonly answer: unknown;
  /** The plan in words; set for a dry run only. */
  readonly lines: readonly PlanLine[] | null;
  /** What the further operations of the same command must share, so that one undo takes all of them back. */
  readonly group: string;
  /** Call once the answer has reached the user; until then the same command again answers it once more. */
  reported(): void;
}

/**
 * Lost races are common where many clones allocate at once (20 at once: 3 tries each); a changed state is not. A lock
 * that is still there after half a second was left by a git that died; for that of packed-refs git itself waits a second.
 */
const TRIES: Readonly<Record<string, number>> = {
  [LOST_RACE.code]: 60,
  [REF_LOCKED.code]: 12,
  [STATE_CHANGED.code]: 3,
};

const LOCKED_MS = 2000;

export const sayPlan = (plan: Plan): readonly PlanLine[] => plan.steps.flatMap((step) => kindOf(step).say(step));

const sameKey = (a: OperationKey, b: OperationKey): boolean => JSON.stringify(a) === JSON.stringify(b);

const outcome = (repo: Repo, operation: Operation): Outcome => ({
  answer: operation.plan.answer,
  lines: null,
  group: operation.group,
  reported() {
    repo.ports.trail.at(`${operation.plan.op}/printed`);
    noteLine(repo, operation.id, { t: 'reported' });
  },
});

/** Carries an unfinished operation on, unless its process still lives; or gives it up, if it should be decided anew. */
export const finish = (repo: Repo, operation: Operation): Promise<Result<void>> =>
  alone(repo, () => finishAlone(repo, operation));

/** Takes back what an interrupted operation did; false if others may have seen it. */
export const abandon = (repo: Repo, operation: Operation): Promise<Result<boolean>> =>
  alone(repo, async () => ok(await giveUp(repo, operation)));

async function finishAlone(repo: Repo, operation: Operation): Promise<Result<void>> {
  const now = readOperation(repo, operation.id);
  if (now === null || now.end !== null) return ok(undefined);
  if (isAlive(repo.ports, now) && now.owner.pid !== repo.ports.processes.self().pid) {
    return fail(OPERATION_RUNNING, `${now.plan.op} is being worked on by process ${now.owner.pid}`, [
      'gitcrq undo --list',
    ]);
  }
  const gone = await letGo(repo, now);
  if (!gone.ok || gone.value) return gone.ok ? ok(undefined) : gone;
  noteLine(repo, now.id, { t: 'owner', owner: repo.ports.processes.self() });
  return carryOut(repo, now, true);
}

/**
 * Operations that a killed process left, oldest first: unfinished, or finished and never answered. A command has one
 * answer, so one operation that was told of speaks for its whole group.
 */
function leftBehind(repo: Repo): readonly Operation[] {
  const all = listOperations(repo);
  const told = new Set(all.filter(({ reported }) => reported).map(({ group }) => group));
  const isLeft = ({ end, group }: Operation): boolean => end === null || (end === 'done' && !told.has(group));
  return all.filter((operation) => isLeft(operation) && !isAlive(repo.ports, operation));
}

/** Carries one left operation to its end; answers whether it is done now, or the failure that keeps it half-way. */
async function settled(repo: Repo, left: Operation, same: boolean): Promise<Result<boolean>> {
  if (left.end === 'done') return ok(true);
  const finished = await finishAlone(repo, left);
  const end = readOperation(repo, left.id)?.end;
  if (!finished.ok && end === null) return finished;
  if (end !== 'done') return ok(false);
  const { op, title } = left.plan;
  if (!same) repo.ports.out.note(`finished first: ${op}, interrupted at ${left.at} (${title})`);
  return ok(true);
}

/**
 * Finishes what was left by killed processes; answers those operations that were this very request, oldest first. The
 * others are told of and count as answered.
 */
export const reclaim = (repo: Repo, request: Request, op: string): Promise<Result<readonly Outcome[]>> =>
  alone(repo, () => reclaimAlone(repo, request, op));

async function reclaimAlone(repo: Repo, request: Request, op: string): Promise<Result<readonly Outcome[]>> {
  const mine: Outcome[] = [];
  const all = leftBehind(repo);
  // The operations of one command lead HEAD from one to the next: where one of them was, all of them were.
  const here = new Set(all.filter((left) => sameHead(repo, left)).map(({ group }) => group));
  for (const left of all) {
    const same = sameKey(left.key, request.key);
    // Another part of this very command finishes and answers its own.
    if (same && left.plan.op !== op) continue;
    const done = await settled(repo, left, same);
    if (!done.ok) return done;
    if (!done.value) continue;
    if (same && here.has(left.group)) mine.push(outcome(repo, left));
    else noteLine(repo, left.id, { t: 'reported' });
  }
  return ok(mine);
}

/**
 * Decides, writes the journal, acts; decides again when a race was lost. A planner that finds nothing to do answers null.
 * Deciding may take as long as a test, so others may change things meanwhile; acting is done alone.
 */
export const perform = (
  repo: Repo,
  request: Request,
  plan: () => Promise<Result<Plan | null>>,
): Promise<Result<Outcome | null>> => attempts(repo, request, plan, alone);

async function attempts(
  repo: Repo,
  request: Request,
  plan: () => Promise<Result<Plan | null>>,
  around: typeof alone,
): Promise<Result<Outcome | null>> {
  const { clock, random } = repo.ports;
  let locked_ms = 0;
  for (let attempt = 1; ; attempt++) {
    const made = await plan();
    if (!made.ok) return made;
    const decided = made.value;
    if (decided === null) return ok(null);
    if (request.dryRun)
      return ok({ answer: decided.answer, lines: sayPlan(decided), group: request.group, reported: () => {} });
    // Nothing to do leaves nothing to tell of, to resume or to undo.
    if (decided.steps.length === 0)
      return ok({ answer: decided.answer, lines: null, group: request.group, reported: () => {} });
    const began_ms = clock.monotonic_ms();
    const done = await around(repo, () => carried(repo, request, decided));
    if (done.ok) return done;
    if (done.error.code === REF_LOCKED.code) locked_ms += clock.monotonic_ms() - began_ms;
    // Nothing of it is left: the plan is made again from what is there now.
    if (attempt >= (TRIES[done.error.code] ?? 0) || locked_ms > LOCKED_MS) return done;
    await clock.sleep(random.int(Math.min(200, 10 * attempt)));
  }
}

/** The whole plan; where it had to be given up, nothing of it is left to tell of either. */
async function carried(repo: Repo, request: Request, plan: Plan): Promise<Result<Outcome>> {
  const { group, key } = request;
  const operation = beginOperation(repo, { group, key, plan, heads: headsOf(repo, plan.steps) });
  const done = await carryOut(repo, operation);
  if (done.ok) return ok(outcome(repo, operation));
  forgetAbandoned(repo, operation.id);
  return done;
}

/** Runs one operation of a command, decided and carried out alone. `op` is the name that `plan` will give. */
export const operate = (
  repo: Repo,
  request: Request,
  op: string,
  plan: () => Promise<Result<Plan>>,
): Promise<Result<Outcome>> =>
  request.dryRun ? planned(repo, request, op, plan) : alone(repo, () => reclaimedOrPlanned(repo, request, op, plan));

async function reclaimedOrPlanned(
  repo: Repo,
  request: Request,
  op: string,
  plan: () => Promise<Result<Plan>>,
): Promise<Result<Outcome>> {
  const left = await reclaimAlone(repo, request, op);
  if (!left.ok) return left;
  const last = left.value.at(-1);
  return last === undefined ? planned(repo, request, op, plan) : ok(last);
}

async function planned(
  repo: Repo,
  request: Request,
  op: string,
  plan: () => Promise<Result<Plan>>,
): Promise<Result<Outcome>> {
  const done = await attempts(repo, request, plan, (_, use) => use());
  if (!done.ok) return done;
  if (done.value === null) throw new Error(`the planner of ${op} made no plan`);
  return ok(done.value);
}
