/**
 * One landing pass: every branch that asks, in the queue's order, each on top of the one before. Every landing is an
 * operation of its own, so a kill costs at most the one under way, and the same command again finishes it. One lander at
 * a time in a clone, for the test worktree's sake; between clones the compare-and-swap push decides.
 */
import { join } from 'node:path';
import type { CrqId } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { REMOTE_REFUSED } from '../git/errors.ts';
import type { Repo } from '../git/repo.ts';
import { type Outcome, perform, type Request, reclaim } from '../plan/operate.ts';
import type { Plan, PlanLine } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { LOCK_HELD, type Lock, lock } from '../sys/lock.ts';
import { before, withoutWaiting } from './asked.ts';
import { dropCandidates } from './candidate-refs.ts';
import type { Lander } from './lander.ts';
import type { Evicted, Held, Landed } from './landing.ts';
import { ordered } from './order.ts';
import { type Decision, type Landing, planLanding } from './plan-landing.ts';
import { moved, type Reading } from './reading.ts';
import { keptAsTheyAre, type Noticed, RECONCILE, reconcileOne } from './reconcile.ts';
import { rememberRefusal, withAdvice } from './refusal-memory.ts';
import { type Ground, landTogether } from './together.ts';
import { asking, branchesOf, isSettled, lookAt, type Queue, readAll, readWaiting, type Waiting } from './waiting.ts';

export interface Pass {
  /** What came to a base, or went from it, without the queue. */
  readonly noticed: readonly Noticed[];
  readonly landed: readonly Landed[];
  readonly held: readonly Held[];
  readonly evicted: readonly Evicted[];
  /** The plan in words; null unless it was a dry run. */
  readonly lines: readonly PlanLine[] | null;
  /** Call once the answer has reached the user. */
  reported(): void;
}

/** What one pass has found and done so far. */
interface Progress {
  reading: Reading;
  queue: Queue;
  readonly noticed: Noticed[];
  readonly landed: Landed[];
  readonly held: Held[];
  readonly evicted: Evicted[];
  readonly lines: PlanLine[];
  readonly outcomes: Outcome[];
  readonly by: Lander;
}

/** Held while a pass is at work, with its test worktree. */
export const landerLock = (repo: Repo): string => join(repo.commonDir, 'gitcrq', 'lander.lock');

/** A test may take its time; whoever waits here is told for whom. */
async function lander(repo: Repo, wait_s: number): Promise<Result<Lock>> {
  const path = landerLock(repo);
  const now = await lock(repo.ports, path, 0);
  if (now.ok || now.error.code !== LOCK_HELD.code) return now;
  repo.ports.out.note(`waiting: ${now.error.message}`);
  return lock(repo.ports, path, wait_s * 1000);
}

/**
 * Lands the requests named by `ids`, or everything that asks to land. Fails for an id that is nowhere (CRQ_NOT_FOUND),
 * and where the remote cannot be read; what merely cannot land now is `held` or `evicted`.
 */
export async function landPass(
  repo: Repo,
  basis: Basis,
  request: Request,
  ids: readonly CrqId[] | 'all',
  by: Lander,
): Promise<Result<Pass>> {
  if (request.dryRun) return pass(repo, basis, request, ids, { left: [], noted: [], by });
  const alone = await lander(repo, basis.policy.merge.test_timeout_s + 60);
  if (!alone.ok) return alone;
  try {
    const left = await reclaim(repo, request, 'land');
    if (!left.ok) return left;
    const noted = await reclaim(repo, request, RECONCILE);
    if (!noted.ok) return noted;
    const group = [...left.value, ...noted.value][0]?.group ?? request.group;
    return await pass(repo, basis, { ...request, group }, ids, { left: left.value, noted: noted.value, by });
  } finally {
    // What is left over where this fails, the next pass takes away.
    await dropCandidates(repo);
    alone.value.release();
  }
}

async function pass(
  repo: Repo,
  basis: Basis,
  request: Request,
  ids: readonly CrqId[] | 'all',
  { left, noted, by }: { readonly left: readonly Outcome[]; readonly noted: readonly Outcome[]; readonly by: Lander },
): Promise<Result<Pass>> {
  const read = await readAll(repo, basis);
  if (!read.ok) return read;
  // Answers of our own earlier landings, as this room wrote them into the journal.
  const progress: Progress = {
    ...read.value,
    noticed: noted.flatMap(({ answer }) => answer as readonly Noticed[]),
    landed: left.map(({ answer }) => answer as Landed),
    held: [],
    evicted: [],
    lines: [],
    outcomes: [...left, ...noted],
    by,
  };
  const reconciled = ids === 'all' ? await reconcile(repo, request, progress) : ok(undefined);
  if (!reconciled.ok) return reconciled;
  const entries = ids === 'all' ? ok(asking(progress.queue)) : await named(repo, progress, ids);
  if (!entries.ok) return entries;
  const done = await landEach(repo, request, progress, ordered(entries.value), by.width ?? basis.policy.merge.window);
  if (!done.ok) return done;
  const { noticed, landed, held, evicted, lines, outcomes } = progress;
  return ok({
    noticed,
    landed,
    held,
    evicted,
    lines: request.dryRun ? lines : null,
    reported: () => outcomes.forEach((outcome) => void outcome.reported()),
  });
}

/** Before anything lands, the records are brought to what happened without the queue. */
async function reconcile(repo: Repo, request: Request, progress: Progress): Promise<Result<void>> {
  const done = new Set<string>();
  for (;;) {
    const one = await reconcileOne(repo, request, progress, done, () => readAll(repo, progress.reading.basis));
    if (!one.ok || one.value === null) return one.ok ? ok(undefined) : one;
    const { outcome, noticed, move } = one.value;
    done.add(move.ref);
    if ('refused' in outcome) {
      progress.held.push(...keptAsTheyAre(noticed, outcome.refused));
      continue;
    }
    progress.noticed.push(...noticed);
    progress.lines.push(...(outcome.lines ?? []));
    progress.outcomes.push(outcome);
    progress.reading = moved(progress.reading, [move]);
    const queue = await readWaiting(repo, progress.reading);
    if (!queue.ok) return queue;
    progress.queue = queue.value;
  }
}

/** The branches of the requests asked for; those without one that could land are answered at once. */
async function named(repo: Repo, progress: Progress, ids: readonly CrqId[]): Promise<Result<readonly Waiting[]>> {
  const found: Waiting[] = [];
  for (const id of new Set(ids)) {
    const waiting = branchesOf(progress.queue, id);
    found.push(...waiting);
    if (waiting.length > 0 || progress.landed.some((landed) => landed.crq === id)) continue;
    const answers = await withoutWaiting(repo, progress.reading, progress.queue, id);
    if (!answers.ok) return answers;
    note(progress, answers.value);
  }
  return ok(found);
}

/** One after the other, or with their tests side by side. Once something has landed, a failure only ends the pass. */
async function landEach(
  repo: Repo,
  request: Request,
  progress: Progress,
  places: readonly Waiting[],
  limit: number,
): Promise<Result<void>> {
  const before = progress.landed.length;
  const together = limit > 1 && places.length > 1 && !request.dryRun;
  let at = 0;
  let done: Result<void> = ok(undefined);
  if (together) done = await landTogether(repo, request, groundOf(repo, progress), { entries: places, limit });
  else for (; at < places.length && done.ok; at++) done = await landOne(repo, request, progress, places[at] as Waiting); // below its length
  if (done.ok || progress.landed.length === before) return done;
  // What has landed must be told; the rest waits for the next pass.
  const told = new Set([...progress.landed, ...progress.held, ...progress.evicted].map(({ branch }) => branch));
  const next = places.find(({ branch }) => !told.has(branch));
  if (next !== undefined) holdBack(progress, next, done.error.message);
  return ok(undefined);
}

function holdBack(progress: Progress, { id, branch }: Waiting, why: string): void {
  progress.held.push({ crq: id, branch, requirements: [{ name: 'remote', state: 'missing', why }] });
}

const groundOf = (repo: Repo, progress: Progress): Ground => ({
  reading: () => progress.reading,
  queue: () => progress.queue,
  by: progress.by,
  async renew() {
    const read = await readAll(repo, progress.reading.basis);
    if (!read.ok) return read;
    Object.assign(progress, read.value);
    return ok(undefined);
  },
  async answered(place) {
    const done = await decide(repo, progress, place, false);
    return done.ok ? ok(undefined) : done;
  },
  decided: (decision) => void noted(progress, decision),
  landed: (place, landing, outcome) => keep(progress, place, landing, outcome),
  refused: (place, why) => refused(repo, progress, place, why),
});

/** Lands one branch, or says why not. Its place in the queue is as old as the pass; everything else is looked at now. */
async function landOne(repo: Repo, request: Request, progress: Progress, place: Waiting): Promise<Result<void>> {
  let attempt = 0;
  let decided: Landing | null = null;
  const plan = async (): Promise<Result<Plan | null>> => {
    decided = null;
    if (attempt++ > 0) {
      const read = await readAll(repo, progress.reading.basis);
      if (!read.ok) return read;
      Object.assign(progress, read.value);
    }
    const made = await decide(repo, progress, place, request.dryRun);
    if (!made.ok) return made;
    decided = made.value;
    return ok(made.value?.plan ?? null);
  };
  const done = await perform(repo, request, plan);
  if (!done.ok && done.error.code !== REMOTE_REFUSED.code) return done;
  if (!done.ok) return ok(refused(repo, progress, place, done.error.message));
  const landing = decided as Landing | null; // set inside `plan`, which TypeScript cannot see
  if (done.value === null || landing === null) return ok(undefined);
  keep(progress, place, landing, done.value);
  return ok(undefined);
}

/** What a landing changes for those behind it. */
function keep(progress: Progress, place: Waiting, { moves, landed }: Landing, outcome: Outcome): void {
  const { target, log, branch } = moves;
  progress.reading = moved(progress.reading, [target, log, ...(branch === null ? [] : [branch])]);
  progress.queue = {
    ...progress.queue,
    waiting: progress.queue.waiting.filter((entry) => entry.branch !== place.branch),
  };
  progress.landed.push(landed);
  progress.lines.push(...(outcome.lines ?? []));
  progress.outcomes.push(outcome);
}

/** A remote that will not have this branch keeps its reason; it may well have the next one. */
function refused(repo: Repo, progress: Progress, place: Waiting, said: string): void {
  const why = withAdvice(said);
  rememberRefusal(repo, place, why);
  holdBack(progress, place, why);
}

/** The landing, or null with the reason noted in `progress`. */
async function decide(
  repo: Repo,
  progress: Progress,
  place: Waiting,
  dryRun: boolean,
): Promise<Result<Landing | null>> {
  const { reading, queue } = progress;
  const entry = await lookAt(repo, reading, queue.logs, place.branch);
  if (!entry.ok) return entry;
  if (entry.value === null) return gone(repo, progress, place);
  if (isSettled(entry.value)) {
    progress.landed.push(before(entry.value));
    return ok(null);
  }
  const { strategy } = progress.by;
  const now = { ...entry.value, last: place.last, ...(strategy && { strategy }) };
  const decision = await planLanding(repo, reading, queue, now, { dryRun, by: progress.by });
  return decision.ok ? ok(noted(progress, decision.value)) : decision;
}

/** The branch went away since the pass began: another lander took it, or somebody deleted it. */
async function gone(repo: Repo, progress: Progress, { id }: Waiting): Promise<Result<null>> {
  const answers = await withoutWaiting(repo, progress.reading, progress.queue, id);
  if (answers.ok) note(progress, answers.value);
  return answers.ok ? ok(null) : answers;
}

function note(progress: Progress, answers: readonly (Landed | Held)[]): void {
  for (const answer of answers) {
    if ('oid' in answer) progress.landed.push(answer);
    else progress.held.push(answer);
  }
}

function noted(progress: Progress, decision: Decision): Landing | null {
  if (decision.kind === 'land') return decision.landing;
  if (decision.kind === 'held') progress.held.push(decision.held);
  else progress.evicted.push(decision.evicted);
  return null;
}
