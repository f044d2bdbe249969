/**
 * Leases that are taken in a run: one process beside it renews them as long as it goes on, and gives them back at its end. Of
 * a run that ends without a word they are left to expire, since what it had started may still be at work.
 */
import { join } from 'node:path';
import type { Written } from '../../coord/lease-decide.ts';
import type { Desk } from '../../coord/lease-desk.ts';
import { holdings } from '../../coord/lease-held.ts';
import { keep } from '../../coord/lease-keep.ts';
import { release } from '../../coord/lease-release.ts';
import { renew } from '../../coord/lease-renew.ts';
import { ok, type Result } from '../../domain/result.ts';
import { goingRun, sessionOfRun } from '../../exec/job/inside.ts';
import type { Run } from '../../exec/job/job.ts';
import { jobFile, readJob } from '../../exec/job/job-dir.ts';
import { startKeeper } from '../../exec/job/keeper.ts';
import { lastLeased, noteLeased, noteLeases, type RunLease } from '../../exec/job/leases.ts';
import { standingOf } from '../../exec/job/standing.ts';
import { LOCK_HELD, lock } from '../../sys/lock.ts';
import { inClone } from '../clone.ts';
import { deskOf } from '../lease.ts';
import { packageRoot } from '../package-root.ts';
import type { Wired } from '../wire.ts';

const LOOK_MS = 250;
/** The remote is asked again what is held, where it could not be reached. */
const AGAIN_MS = 2000;

/** Sees to it that the leases of this run are renewed; answers whether they are. */
export async function keepInRun(ports: Wired, { dir }: Run): Promise<boolean> {
  const bin = join(packageRoot(ports.files), 'dist', 'bin.js');
  try {
    noteLeased(ports, dir);
    await startKeeper(bin, dir, { cwd: ports.cwd, env: ports.env });
    return true;
  } catch (error) {
    ports.out.warn(`the run does not renew them: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

const told = (leases: readonly Written[], state: RunLease['state']): readonly RunLease[] =>
  leases.map(({ lease: { type, key, token } }) => ({ type, key, token, state }));

interface Kept {
  readonly held: readonly Written[];
  /** What was held once, and is no more. */
  readonly past: readonly RunLease[];
}

/** What is held by now, freshly renewed, and written down. Fails as `holdings` and `renew` do. */
async function renewed(desk: Desk, dir: string, { held: before, past: earlier }: Kept): Promise<Result<Kept>> {
  const now = await holdings(desk, before);
  if (!now.ok) return now;
  const { held, released, lost } = now.value;
  const past = [...earlier, ...told(released, 'released'), ...told(lost, 'lost')];
  const done = held.length === 0 ? ok([]) : await renew(desk, held);
  if (!done.ok) return done;
  noteLeases(desk.coord.repo.ports, dir, [...told(done.value, 'held'), ...past]);
  return ok({ held: done.value, past });
}

/** Until the run is over, or something else is leased in it, or what is held is lost. */
async function unchanged(ports: Wired, dir: string, noted: string | null, lost: Promise<unknown> | null) {
  let isLost = false;
  void lost?.then(() => {
    isLost = true;
  });
  while (!isLost && lastLeased(ports, dir) === noted && goingRun(ports, dir) !== null) await ports.clock.sleep(LOOK_MS);
}

async function keepAll(ports: Wired, desk: Desk, dir: string): Promise<Kept> {
  let kept: Kept = { held: [], past: [] };
  while (goingRun(ports, dir) !== null) {
    const noted = lastLeased(ports, dir);
    const begun_ms = ports.clock.boot_ms();
    const now = await renewed(desk, dir, kept);
    if (!now.ok) {
      await ports.clock.sleep(AGAIN_MS);
      continue;
    }
    kept = now.value;
    const { held } = kept;
    const keeping = held.length === 0 ? null : keep(desk, { leases: held, begun_ms, renewed: () => {} });
    await unchanged(ports, dir, noted, keeping?.lost ?? null);
    await keeping?.stop();
  }
  return kept;
}

/** Resolves when the run of this directory is over and its leases are given back; at once if another process keeps them. */
export const keepForRun = (ports: Wired, dir: string): Promise<void> =>
  inClone(ports, async (clone) => {
    const job = readJob(ports.files, dir);
    const alone = await lock(ports, jobFile(dir, 'keeper'), 0);
    if (job === null || !alone.ok) return alone.ok || alone.error.code === LOCK_HELD.code ? ok(undefined) : alone;
    try {
      const desk = deskOf(clone, { session: sessionOfRun(job.run) });
      if (!desk.ok) return desk;
      const { held, past } = await keepAll(ports, desk.value, dir);
      if (standingOf(ports, dir, job).state === 'lost' || held.length === 0) return ok(undefined);
      const keys = held.map(({ lease: { type, key } }) => ({ type, key }));
      const released = await release(desk.value, keys);
      if (released.ok) noteLeases(ports, dir, [...told(held, 'released'), ...past]);
      return released.ok ? ok(undefined) : released;
    } finally {
      alone.value.release();
    }
  });
