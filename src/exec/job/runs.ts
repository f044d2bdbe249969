/** The runs of a storage: listed newest first, and found by what people type. */
import { join } from 'node:path';
import { nearest } from '../../domain/distance.ts';
import { inline } from '../../domain/printable.ts';
import { quoted } from '../../domain/quote.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Files, Ports } from '../../sys/ports.ts';
import { RUN_AMBIGUOUS, RUN_NOT_FOUND, STORAGE_UNREADABLE } from '../errors.ts';
import type { Job, Run } from './job.ts';
import { jobFile, readJob } from './job-dir.ts';
import { recordingOf } from './recording.ts';
import { standingOf } from './standing.ts';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const unreadable = (path: string, why: string) =>
  fail(STORAGE_UNREADABLE, `${inline(path)}: ${inline(why)}`, [
    `ls -ld -- ${quoted(path)}`,
    'gitcrq run list --storage DIR',
  ]);

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Names of runs, newest first: they begin with the time. None where nothing was kept yet. Fails: STORAGE_UNREADABLE. */
function names({ files }: Ports, storage: string): Result<readonly string[]> {
  try {
    const found = files.list(storage).filter((name) => FORM.test(name));
    if (found.length === 0 && !isKept(files, storage)) return unreadable(storage, 'it is no directory');
    return ok(found.sort().reverse());
  } catch (error) {
    return unreadable(storage, said(error));
  }
}

/** Is it a folder, or nothing at all? Throws where a file is on the way. */
function isKept(files: Files, storage: string): boolean {
  try {
    return files.stat(files.realpath(storage))?.kind === 'directory';
  } catch (error) {
    const isAbsent =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' && files.stat(storage) === null;
    if (isAbsent) return true;
    throw error;
  }
}

/** How it is now; `standing`, if that is known. */
export function runNow(ports: Ports, job: Job, dir: string, standing = standingOf(ports, dir, job)): Run {
  const elsewhere = job.host !== ports.processes.self().host;
  return { job, dir, standing, recorded: recordingOf(ports.files, dir, job, standing), elsewhere };
}

export function readRun(ports: Ports, dir: string): Run | null {
  const job = readJob(ports.files, dir);
  return job === null ? null : runNow(ports, job, dir);
}

/** Why the system does not let it be read; null if it does, whatever it holds. */
function whyNot({ files }: Ports, dir: string): string | null {
  try {
    const path = jobFile(dir, 'job.json');
    if (files.stat(path)?.kind === 'file') files.read(path);
    return null;
  } catch (error) {
    return said(error);
  }
}

export interface Runs {
  readonly runs: readonly Run[];
  /** Folders of runs that the system does not let be read. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** At most so many, newest first. What is no run is passed over. Fails: STORAGE_UNREADABLE. */
export function listRuns(ports: Ports, storage: string, most: number): Result<Runs> {
  const all = names(ports, storage);
  if (!all.ok) return all;
  const [runs, hidden]: [Run[], Runs['unreadable'][number][]] = [[], []];
  for (const name of all.value) {
    const path = join(storage, name);
    const run = readRun(ports, path);
    const reason = run === null ? whyNot(ports, path) : null;
    if (run !== null) runs.push(run);
    if (reason !== null) hidden.push({ path, reason });
    if (runs.length === most) break;
  }
  return ok({ runs, unreadable: hidden });
}

const LEAST = 4;

/** The newest, past what is no run. */
function lastOf(ports: Ports, storage: string, all: readonly string[]): readonly string[] {
  const name = all.find((one) => readJob(ports.files, join(storage, one)) !== null);
  return name === undefined ? all.slice(0, 1) : [name];
}

/** By its id, the beginning or the end of it, or `last`. Fails: RUN_NOT_FOUND, RUN_AMBIGUOUS, STORAGE_UNREADABLE. */
export function findRun(ports: Ports, storage: string, text: string): Result<Run> {
  const listed = names(ports, storage);
  if (!listed.ok) return listed;
  const all = listed.value;
  const fits = (name: string): boolean => text.length >= LEAST && (name.startsWith(text) || name.endsWith(text));
  const found = text === 'last' ? lastOf(ports, storage, all) : all.includes(text) ? [text] : all.filter(fits);
  const [name, ...others] = found;
  if (name !== undefined && others.length > 0)
    return fail(
      RUN_AMBIGUOUS,
      `${found.length} runs begin or end with ${text}`,
      found.slice(0, 5).map((one) => `gitcrq run show ${one}`),
    );
  const run = name === undefined ? null : readRun(ports, join(storage, name));
  if (run !== null) return ok(run);
  const reason = name === undefined ? null : whyNot(ports, join(storage, name));
  if (name !== undefined && reason !== null) return unreadable(join(storage, name), reason);
  if (all.length === 0) return fail(RUN_NOT_FOUND, `there are no runs in ${inline(storage)}`, ['gitcrq run COMMAND']);
  const near = nearest(text, all).slice(0, 3);
  return fail(RUN_NOT_FOUND, `there is no run ${text}`, [
    ...near.map((one) => `gitcrq run show ${one}`),
    'gitcrq run list',
  ]);
}
