/**
 * What a run is handed over and nobody may find later: files of the folder `values` of the storage, each gone as soon as it is read.
 * Who is killed before that leaves one. They lie in one folder, so that the next command finds them without looking at every
 * run there ever was.
 *
 *     <run>.env       variables for the command, for its shell     <run>.secrets   what its recorder takes out
 */
import { basename, dirname, join } from 'node:path';
import type { Files, Ports } from '../../sys/ports.ts';
import { readJob } from './job-dir.ts';
import { START_MS, standingOf } from './standing.ts';

const KINDS = ['env', 'secrets'] as const;
type Kind = (typeof KINDS)[number];

const folder = (storage: string): string => join(storage, 'values');

/** `dir`: of the run. */
export const valuesFile = (dir: string, kind: Kind): string => join(folder(dirname(dir)), `${basename(dir)}.${kind}`);

const PRIVATE = 0o700;
const SECRET = 0o600;

export function handOver(files: Files, dir: string, kind: Kind, text: string): void {
  files.mkdir(folder(dirname(dir)), PRIVATE);
  files.writeAtomic(valuesFile(dir, kind), text, SECRET);
}

/** Of a run that will not begin. */
export function forgetValues(files: Files, dir: string): void {
  for (const kind of KINDS) files.remove(valuesFile(dir, kind));
}

/** Also one that was not written to its end. */
const OF_RUN = /^([0-9a-f-]{36})\.(?:env|secrets)(?:\.|$)/;

/** Does anybody still read it? A file without a run is one that is being made, or that nobody went on with. */
function isAwaited(ports: Ports, storage: string, run: string, path: string): boolean {
  const dir = join(storage, run);
  const job = readJob(ports.files, dir);
  if (job !== null) return standingOf(ports, dir, job).state === 'started';
  const age_ms = ports.clock.now().getTime() - (ports.files.stat(path)?.mtime_ms ?? 0);
  return Math.abs(age_ms) < START_MS;
}

/** Removes what was left by runs that never began, or were killed before they had read it. */
export function sweepValues(ports: Ports, storage: string): void {
  try {
    for (const name of ports.files.list(folder(storage))) {
      const [, run] = OF_RUN.exec(name) ?? [];
      const path = join(folder(storage), name);
      if (run !== undefined && !isAwaited(ports, storage, run, path)) ports.files.remove(path);
    }
  } catch {
    // A storage that cannot be read, or is somebody else's: whoever asked for it is told.
  }
}
