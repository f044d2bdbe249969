/**
 * One landing pass: every branch that asks, in the queue's order, each on top of the one before. Every landing is an
 * operation of its own, so a kill costs at most the one under way, and the same command again finishes it. One lander at
 * a time in a clone, for the test worktree's sake, and one at a time on a remote, by a lease; what keeps it right is the
 * compare-and-swap push.
 */
import { join } from 'node:path';
import type { CrqId } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { type Outcome, type Request, reclaim } from '../plan/operate.ts';
import type { PlanLine } from '../plan/step.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { BASE_MISSING } from '../store/errors.ts';
import { LOCK_HELD, type Lock, lock } from '../sys/lock.ts';
import { withoutWaiting } from './asked.ts';
import { dropCandidates } from './candidate-refs.ts';
import { CATCH_UP, catchUp } from './catch-up.ts';
import { ignoredEntries, sayIgnored } from './ignored.ts';
import { inTurn, patience_s } from './land-each.ts';
import type { Lander } from './lander.ts';
import type { Evicted, Held, Landed } from './landing.ts';
import { queued } from './order.ts';
import { note, type Progress } from './progress.ts';
import { headOf, headsOf, moved } from './reading.ts';
import { keptAsTheyAre, type Noticed, RECONCILE, reconcileOne } from './reconcile.ts';
import { tellStopped } from './tell.ts';
import { asking, branchesOf, readAll, readWaiting, type Waiting } from './waiting.ts';

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
  const alone = await lander(repo, patience_s(basis));
  if (!alone.ok) return alone;
  try {
    const left = await reclaim(repo, request, 'land');
    if (!left.ok) return left;
    const noted = await reclaim(repo, request, RECONCILE);
    if (!noted.ok) return noted;
    const followed = await reclaim(repo, request, CATCH_UP);
    if (!followed.ok) return followed;
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
  const { reading, queue } = read.value;
  for (const line of sayIgnored(await ignoredEntries(repo, reading, queue)))
    repo.ports.out.note(`${line}; gitcrq merge log`);
  if (by.into !== undefined && (headOf(reading, by.into) === null || !isBaseBranch(reading.basis, by.into)))
    return fail(BASE_MISSING, `${basis.remote ?? 'this repository'} has no base ${by.into}`, ['gitcrq merge status']);
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
    turn: null,
  };
  const reconciled = ids === 'all' ? await reconcile(repo, request, progress) : ok(undefined);
  if (!reconciled.ok) return reconciled;
  const entries = ids === 'all' ? ok(asking(progress.queue)) : await named(repo, progress, ids);
  if (!entries.ok) return entries;
  const places = await queued(repo, entries.value);
  if (!places.ok) return places;
  const into = places.value.filter((place) => isInto(progress, place, ids !== 'all'));
  const done = await inTurn(repo, request, progress, into);
  await catchUp(repo, request, progress);
  if (!done.ok) return done;
  if (!request.dryRun) await tellStopped(repo, by.courier, into, progress);
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

/** Does it land where this pass lands? What was asked for and does not is told of. */
function isInto({ by: { into }, held }: Progress, { id, branch, basis }: Waiting, tells: boolean): boolean {
  if (into === undefined || basis.base === into) return true;
  const why = `it lands on ${basis.base}, not on ${into}`;
  if (tells) held.push({ crq: id, branch, requirements: [{ name: 'base', state: 'missing', why }] });
  return false;
}

/** Before anything lands, the records are brought to what happened without the queue. */
async function reconcile(repo: Repo, request: Request, progress: Progress): Promise<Result<void>> {
  const { into } = progress.by;
  const others = headsOf(progress.reading).flatMap(([name]) => (into === undefined || name === into ? [] : [name]));
  const done = new Set<string>(others.map(branchRef));
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
