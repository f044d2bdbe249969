/** Makes the directory of a run: everything that is needed to run it is there before anything starts. */
import { join } from 'node:path';
import type { Ports } from '../../sys/ports.ts';
import { envScript } from './child-env.ts';
import type { Job } from './job.ts';
import { jobFile } from './job-dir.ts';
import type { Recorder } from './recorded.ts';
import { childScript, wrapperScript } from './script.ts';
import { handOver } from './values.ts';

export interface Wanted extends Omit<Job, 'schema' | 'at' | 'at_ms' | 'boot' | 'host' | 'env'> {
  /** Values, those of credentials included. */
  readonly values: Readonly<Record<string, string>>;
  /** Values that nobody may find in a log or a recording. */
  readonly secrets: readonly string[];
  /** What records, given the directory of the run; null if nothing does. */
  readonly recorder: ((dir: string) => Recorder) | null;
  readonly after: string | null;
  /** What the command finds on its standard input; null: the terminal. */
  readonly stdin: string | null;
  /** Text of the file `rules` in the directory; null if there is none. */
  readonly rules: string | null;
}

export interface Made {
  readonly run: string;
  readonly dir: string;
  readonly job: Job;
  /** Says where it takes place, once that is known. It runs by then, so a file that cannot be written is no reason to fail. */
  place(place: Job['place']): Job;
}

const PRIVATE = 0o700;
const SECRET = 0o600;

/** From here on the run exists. Throws the system's error where the storage cannot be written. */
export function makeRun({ files, clock, processes }: Ports, storage: string, wanted: Wanted): Made {
  const { values, secrets, recorder, after, stdin, rules, ...asked } = wanted;
  const { run } = asked;
  const dir = join(storage, run);
  files.mkdir(storage, PRIVATE);
  files.mkdir(dir, PRIVATE);
  const own = { ...values, GITCRQ_RUN: run, GITCRQ_RUN_DIR: dir };
  const { argv, cwd, timeout_s } = asked;
  handOver(files, dir, 'env', envScript(own));
  if (recorder !== null && secrets.length > 0) handOver(files, dir, 'secrets', JSON.stringify(secrets));
  files.writeAtomic(jobFile(dir, 'child'), childScript({ dir, argv, hasStdin: stdin !== null }), SECRET);
  const script = wrapperScript({ dir, argv, cwd, timeout_s, recorder: recorder?.(dir) ?? null, after });
  files.writeAtomic(jobFile(dir, 'script'), script, PRIVATE);
  if (stdin !== null) files.writeAtomic(jobFile(dir, 'stdin'), stdin, SECRET);
  if (rules !== null) files.writeAtomic(jobFile(dir, 'rules'), rules, SECRET);
  const { boot, host } = processes.self();
  const now = clock.now();
  const about = { at: now.toISOString(), at_ms: now.getTime(), boot, host, env: Object.keys(own).sort() };
  const job: Job = { schema: 'gitcrq.job/1', ...asked, ...about };
  const write = (text: Job): void =>
    files.writeAtomic(jobFile(dir, 'job.json'), `${JSON.stringify(text, null, 1)}\n`, SECRET);
  write(job);
  return {
    run,
    dir,
    job,
    place(place) {
      const placed = { ...job, place };
      try {
        write(placed);
      } catch {
        // A full disk: who looks later does not learn which pane it was.
      }
      return placed;
    },
  };
}
