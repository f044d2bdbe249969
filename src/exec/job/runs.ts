/** The runs of a storage: listed newest first, and found by what people type. */
import { join } from 'node:path';
import { nearest } from '../../domain/distance.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Ports } from '../../sys/ports.ts';
import { RUN_AMBIGUOUS, RUN_NOT_FOUND } from '../errors.ts';
import type { Job, Run } from './job.ts';
import { readJob } from './job-dir.ts';
import { recordingOf } from './recording.ts';
import { standingOf } from './standing.ts';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Names of runs, newest first: they begin with the time. */
const names = ({ files }: Ports, storage: string): readonly string[] =>
  files
    .list(storage)
    .filter((name) => FORM.test(name))
    .sort()
    .reverse();

/** How it is now; `standing`, if that is known. */
export function runNow(ports: Ports, job: Job, dir: string, standing = standingOf(ports, dir, job)): Run {
  return { job, dir, standing, recorded: recordingOf(ports.files, dir, job, standing) };
}

export function readRun(ports: Ports, dir: string): Run | null {
  const job = readJob(ports.files, dir);
  return job === null ? null : runNow(ports, job, dir);
}

/** At most so many, newest first. What is no run is passed over. */
export function listRuns(ports: Ports, storage: string, most: number): readonly Run[] {
  const found: Run[] = [];
  for (const name of names(ports, storage)) {
    const run = readRun(ports, join(storage, name));
    if (run !== null) found.push(run);
    if (found.length === most) break;
  }
  return found;
}

const LEAST = 4;

/** By its id, the beginning or the end of it, or `last`. Fails: RUN_NOT_FOUND, RUN_AMBIGUOUS. */
export function findRun(ports: Ports, storage: string, text: string): Result<Run> {
  const all = names(ports, storage);
  const fits = (name: string): boolean => text.length >= LEAST && (name.startsWith(text) || name.endsWith(text));
  const found = text === 'last' ? all.slice(0, 1) : all.includes(text) ? [text] : all.filter(fits);
  const [name, ...others] = found;
  if (name !== undefined && others.length > 0)
    return fail(
      RUN_AMBIGUOUS,
      `${found.length} runs begin or end with ${text}`,
      found.slice(0, 5).map((one) => `gitcrq run show ${one}`),
    );
  const run = name === undefined ? null : readRun(ports, join(storage, name));
  if (run !== null) return ok(run);
  const near = nearest(text, all).slice(0, 3);
  return fail(RUN_NOT_FOUND, `there is no run ${text}`, [
    ...near.map((one) => `gitcrq run show ${one}`),
    'gitcrq run list',
  ]);
}
