/**
 * The directory of a run, readable by its user alone. Every file in it is written whole: beside its name, then renamed. What
 * others wrote there is only read, and whatever it holds, reading answers.
 *
 *     job.json   what was asked for        script   the wrapper, which a shell runs
 *     child      what the wrapper runs     started, command   the processes of wrapper and command
 *     ended      `timeout` or `stopped`, before somebody ends it
 *     status     the exit code             log, cast, summary.json   what was recorded
 *     pipe, code   what the recording needs meanwhile
 *     leased, leases, keeper   that leases were taken in it, which, and the lock of who renews them
 */
import { basename, join } from 'node:path';
import type { Files } from '../../sys/ports.ts';
import type { Job } from './job.ts';

export const jobFile = (dir: string, name: JobFile): string => join(dir, name);

export type JobFile =
  | 'job.json'
  | 'script'
  | 'child'
  | 'started'
  | 'command'
  | 'status'
  | 'ended'
  | 'log'
  | 'cast'
  | 'summary.json'
  | 'stdin'
  | 'rules'
  | 'pipe'
  | 'code'
  | 'leased'
  | 'leases'
  | 'keeper';

const MOST_BYTES = 1 << 20;

/** A small file of a run; null where there is none, or something that is no such file. */
export function jobText(files: Files, dir: string, name: JobFile): string | null {
  const path = jobFile(dir, name);
  const stat = files.stat(path);
  if (stat === null || stat.kind !== 'file' || stat.size > MOST_BYTES) return null;
  try {
    return files.readText(path);
  } catch {
    return null;
  }
}

const TEXTS = ['run', 'cwd', 'at', 'boot', 'host', 'agent', 'project'] as const;
const NAMES = ['crq', 'branch', 'head', 'worktree', 'tool', 'permission'] as const;
const LISTS = ['argv', 'env', 'credentials'] as const;

const isText = (value: unknown): value is string => typeof value === 'string';

const isPlace = (place: unknown): boolean =>
  typeof place === 'object' &&
  place !== null &&
  'mode' in place &&
  (place.mode === 'here' ||
    ((place.mode === 'new' || place.mode === 'replace' || place.mode === 'shell') &&
      'pane' in place &&
      isText(place.pane)));

function isJob(value: unknown): value is Job {
  if (typeof value !== 'object' || value === null) return false;
  const job = value as Readonly<Record<string, unknown>>; // each key is looked at below
  return (
    job['schema'] === 'gitcrq.job/1' &&
    TEXTS.every((key) => isText(job[key])) &&
    NAMES.every((key) => job[key] === null || isText(job[key])) &&
    LISTS.every((key) => Array.isArray(job[key]) && job[key].every(isText)) &&
    typeof job['at_ms'] === 'number' &&
    typeof job['record'] === 'boolean' &&
    (job['timeout_s'] === null || typeof job['timeout_s'] === 'number') &&
    isPlace(job['place'])
  );
}

/** Null for a folder that holds no run, or one of another name. */
export function readJob(files: Files, dir: string): Job | null {
  try {
    const value: unknown = JSON.parse(jobText(files, dir, 'job.json') ?? 'null');
    return isJob(value) && value.run === basename(dir) ? value : null;
  } catch {
    return null;
  }
}
