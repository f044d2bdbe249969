/** `run list`, `show`, `wait` and `stop`: from any shell, by the files of the runs alone. */
import { inline } from '../../domain/printable.ts';
import { type Result, unwrap } from '../../domain/result.ts';
import type { Run } from '../../exec/job/job.ts';
import { findRun, listRuns, type Runs, runNow } from '../../exec/job/runs.ts';
import { stopRun } from '../../exec/job/stop.ts';
import { awaitRun } from '../../exec/job/wait.ts';
import type { Wired } from '../wire.ts';
import { openStorage } from './storage.ts';

export interface Listed extends Runs {
  readonly storage: string;
}

export async function runs(ports: Wired, storage: string | undefined, most: number): Promise<Listed> {
  const at = unwrap(await openStorage(ports, storage));
  return { storage: at, ...unwrap(listRuns(ports, at, most)) };
}

export async function runOf(ports: Wired, storage: string | undefined, text: string): Promise<Result<Run>> {
  const at = await openStorage(ports, storage);
  return at.ok ? findRun(ports, at.value, text) : at;
}

/** Where nobody sees whether it lives, that is said first. `most_s`: how long; then it answers how the run stands. */
export async function waitFor(ports: Wired, found: Run, most_s: number | undefined): Promise<Run> {
  const { job, standing: now, elsewhere } = found;
  if (elsewhere && now.state === 'started' && most_s === undefined)
    ports.out.note(
      `run ${job.run} goes on at ${inline(job.host)}, as far as its files tell; \`gitcrq run wait --timeout 10m\` waits no longer than that`,
    );
  const standing = await awaitRun(ports, found, most_s === undefined ? {} : { most_ms: most_s * 1000 });
  return runNow(ports, found.job, found.dir, standing);
}

export const stop = async (ports: Wired, found: Run): Promise<Run> =>
  runNow(ports, found.job, found.dir, unwrap(await stopRun(ports, found)));
