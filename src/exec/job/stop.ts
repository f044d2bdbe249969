/** Ends a run from anywhere: its processes are asked to end, then killed. The shell of a pane that it ran in lives on. */
import { inline } from '../../domain/printable.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Ports } from '../../sys/ports.ts';
import { RUN_ELSEWHERE } from '../errors.ts';
import type { Run, Standing } from './job.ts';
import { jobFile } from './job-dir.ts';
import { GRACE_S } from './script.ts';
import { standingOf } from './standing.ts';
import { awaitRun } from './wait.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
}

async function processes({ spawn, env }: Ports): Promise<readonly Process[]> {
  const words = ['-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'sess='];
  const ran = await spawn.run('ps', words, { cwd: '/', env, input: new Uint8Array() });
  if (ran === null || ran.code !== 0) return [];
  return Buffer.from(ran.stdout)
    .toString('latin1')
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, session = 0]) => ({ pid, parent, session }))
    .filter(({ pid }) => pid > 1);
}

/** What stands under the wrapper, and in sessions that began there. */
export function underWrapper(all: readonly Process[], wrapper: number): readonly number[] {
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isUnder = (pid: number): boolean => {
    for (let [at, left] = [parents.get(pid) ?? 0, 1000]; at > 1 && left > 0; at = parents.get(at) ?? 0, left--)
      if (at === wrapper) return true;
    return false;
  };
  const under = all.filter(({ pid }) => isUnder(pid));
  const shared = all.find(({ pid }) => pid === wrapper)?.session;
  const sessions = new Set(under.map(({ session }) => session).filter((session) => session !== shared));
  return all
    .filter(({ pid, session }) => pid !== wrapper && (isUnder(pid) || sessions.has(session)))
    .map(({ pid }) => pid);
}

function signal(pids: readonly number[], name: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It is gone, or somebody else's.
    }
  }
}

/** Answers how it stands then; a run that is over stays as it was. Fails: RUN_ELSEWHERE. */
export async function stopRun(ports: Ports, { job, dir }: Run): Promise<Result<Standing>> {
  const now = standingOf(ports, dir, job);
  if (now.state !== 'started' || now.pid === null) return ok(now);
  // Its process ids are those of other processes here.
  if (job.host !== ports.processes.self().host)
    return fail(RUN_ELSEWHERE, `run ${job.run} goes on at ${inline(job.host)}`, [`gitcrq run wait ${job.run}`]);
  try {
    ports.files.writeAtomic(jobFile(dir, 'ended'), 'stopped\n');
  } catch {
    // A full disk keeps nobody from ending it; the signal is in its exit code.
  }
  signal(underWrapper(await processes(ports), now.pid), 'SIGTERM');
  const asked = await awaitRun(ports, { job, dir }, { most_ms: GRACE_S * 1000 });
  if (asked.state !== 'started') return ok(asked);
  signal(underWrapper(await processes(ports), now.pid), 'SIGKILL');
  return ok(await awaitRun(ports, { job, dir }, { most_ms: GRACE_S * 1000 }));
}
