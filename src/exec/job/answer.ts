/** A run as the commands answer it. */
import type { Recorded, Run } from './job.ts';
import { jobFile } from './job-dir.ts';
import type { RunLease } from './leases.ts';

export interface RunAnswer {
  readonly run: string;
  /** Name of the machine. */
  readonly host: string;
  readonly pane?: string;
  readonly state: Run['standing']['state'];
  readonly exit?: number;
  readonly signal?: string;
  /** What the tool means by this exit code. */
  readonly meaning?: string;
  /** RFC 3339. */
  readonly started: string;
  readonly ended?: string;
  readonly dir: string;
  readonly cast?: string;
  readonly log?: string;
  /** Of a run that is over: whether log and cast hold all that it showed. */
  readonly recorded?: Recorded;
}

function meaningOf({ job, standing: { state, exit } }: Pick<Run, 'job' | 'standing'>): { readonly meaning?: string } {
  const meaning: unknown = state === 'done' ? job.exits?.[String(exit)] : undefined;
  return typeof meaning === 'string' ? { meaning } : {};
}

export function runAnswer({ job, dir, standing, recorded }: Run): RunAnswer {
  const { state, exit, signal, ended_ms } = standing;
  return {
    run: job.run,
    host: job.host,
    ...(job.place.mode !== 'here' && { pane: job.place.pane }),
    state,
    ...(exit !== null && { exit }),
    ...(signal !== null && { signal }),
    ...meaningOf({ job, standing }),
    started: job.at,
    ...(ended_ms !== null && { ended: new Date(ended_ms).toISOString() }),
    dir,
    ...(job.record && { cast: jobFile(dir, 'cast'), log: jobFile(dir, 'log') }),
    ...(recorded !== null && { recorded }),
  };
}

export interface RunRow extends RunAnswer {
  readonly argv: readonly string[];
  readonly crq: string | null;
  readonly branch: string | null;
  readonly agent: string;
}

export const runRow = (run: Run): RunRow => {
  const { argv, crq, branch, agent } = run.job;
  return { ...runAnswer(run), argv, crq, branch, agent };
};

/** `leases`: what was taken in it. */
export const runDetails = (run: Run, leases: readonly RunLease[]) => {
  const { cwd, project, head, worktree, tool, permission, timeout_s, env, credentials } = run.job;
  const about = { cwd, project, head, worktree, tool, permission, timeout_s, env, credentials };
  return { ...runRow(run), ...about, pid: run.standing.pid, leases };
};

/**
 * The exit code of whoever waited: the child's own; that of timeout(1) where the time was over, and never 0 for what somebody
 * stopped.
 */
export function exitOf({ standing: { state, exit } }: Run): number {
  if (state === 'timeout') return 124;
  if (state === 'stopped') return exit === 0 || exit === null ? 143 : exit;
  return exit ?? 0;
}
