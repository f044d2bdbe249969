/** The landings of one pass, in the lander's turn: one after the other, or with their tests side by side. */
import { parseDuration } from '../domain/duration.ts';
import { ok, type Result } from '../domain/result.ts';
import { identity } from '../git/config.ts';
import { REMOTE_REFUSED } from '../git/errors.ts';
import type { Repo } from '../git/repo.ts';
import { type Outcome, perform, type Request } from '../plan/operate.ts';
import type { Plan } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { before, withoutWaiting } from './asked.ts';
import { type Decision, type Landing, planLanding } from './plan-landing.ts';
import { note, type Progress } from './progress.ts';
import { moved } from './reading.ts';
import { rememberRefusal, withAdvice } from './refusal-memory.ts';
import { type Ground, landTogether } from './together.ts';
import { takeQueue, underTurn } from './turn.ts';
import { isSettled, lookAt, readAll, type Waiting } from './waiting.ts';

/** As long as one landing may take. */
export const patience_s = ({ policy }: Basis): number => policy.merge.test_timeout_s + 60;

/** Lands when it is this lander's turn; whose turn does not come says who is landing. */
export async function inTurn(
  repo: Repo,
  request: Request,
  progress: Progress,
  places: readonly Waiting[],
): Promise<Result<void>> {
  if (places.length === 0) return ok(undefined);
  if (request.dryRun) return landEach(repo, request, progress, places);
  // Who cannot commit lands nothing, and keeps nobody waiting.
  const lander = await identity(repo, 'COMMITTER');
  if (!lander.ok) return lander;
  const { basis } = progress.reading;
  const ttl_s = parseDuration(basis.policy.lease.ttl) ?? 0;
  const taken = await takeQueue(repo, progress.by, { ttl_s, wait_s: patience_s(basis) });
  if ('why' in taken) {
    for (const { id, branch } of places) progress.held.push({ crq: id, branch, requirements: [taken] });
    return ok(undefined);
  }
  progress.turn = taken.turn;
  try {
    const now = taken.waited ? await readAll(repo, basis) : ok({});
    if (!now.ok) return now;
    Object.assign(progress, now.value);
    return await landEach(repo, request, progress, places);
  } finally {
    await taken.turn?.end();
  }
}

/** One after the other, or with their tests side by side. Once something has landed, a failure only ends the pass. */
async function landEach(
  repo: Repo,
  request: Request,
  progress: Progress,
  places: readonly Waiting[],
): Promise<Result<void>> {
  const before = progress.landed.length;
  const limit = progress.by.width ?? progress.reading.basis.policy.merge.window;
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
  turn: progress.turn,
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
    return made.value === null ? ok(null) : underTurn(progress.turn, made.value.plan);
  };
  const done = await perform(repo, request, plan);
  progress.turn?.settled(done.ok && done.value !== null);
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

function noted(progress: Progress, decision: Decision): Landing | null {
  if (decision.kind === 'land') return decision.landing;
  if (decision.kind === 'held') progress.held.push(decision.held);
  else progress.evicted.push(decision.evicted);
  return null;
}
