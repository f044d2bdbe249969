/** Ends a run from anywhere: its processes are asked to end, then killed. The shell of a pane that it ran in lives on. */
import { inline } from '../../domain/printable.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Files, Ports } from '../../sys/ports.ts';
import { RUN_ELSEWHERE } from '../errors.ts';
import type { Run, Standing } from './job.ts';
import { jobFile, jobText } from './job-dir.ts';
import { GRACE_S } from './script.ts';
import { standingOf } from './standing.ts';
import { awaitRun } from './wait.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** It has ended, and its parent has not asked how. */
  readonly gone: boolean;
}

async function processes({ spawn, env }: Ports): Promise<readonly Process[]> {
  const words = ['-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'sess=', '-o', 'stat='];
  const ran = await spawn.run('ps', words, { cwd: '/', env, input: new Uint8Array() });
  if (ran === null || ran.code !== 0) return [];
  return Buffer.from(ran.stdout)
    .toString('latin1')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .map(([pid, parent, session, state = '']) => ({
      ...{ pid: Number(pid), parent: Number(parent), session: Number(session) },
      gone: state.startsWith('Z'),
    }))
    .filter(({ pid }) => pid > 1);
}

const DEEPEST = 1000;

/** Its parent, the parent of that, and so on. */
function above(parents: ReadonlyMap<number, number>, pid: number): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = parents.get(pid) ?? 0; at > 1 && found.size < DEEPEST; at = parents.get(at) ?? 0) found.add(at);
  return found;
}

/** All that is under the wrapper, and in sessions that began there. */
const ofRun = (all: readonly Process[], wrapper: number): readonly Process[] => under(all, wrapper, wrapper);

/**
 * The command, what it started, and what is in their sessions; nobody once it has ended. Not who records, nor the shell that keeps
 * the exit code: they end by themselves then, and have last words to write.
 */
function ofCommand(all: readonly Process[], wrapper: number, command: number | null): readonly Process[] {
  if (command === null) return ofRun(all, wrapper);
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  return above(parents, command).has(wrapper) ? under(all, wrapper, command) : [];
}

function under(all: readonly Process[], wrapper: number, top: number): readonly Process[] {
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isUnder = (pid: number): boolean => pid === top || above(parents, pid).has(top);
  const own = all.filter(({ pid }) => isUnder(pid));
  const shared = all.find(({ pid }) => pid === wrapper)?.session;
  const sessions = new Set(own.map(({ session }) => session).filter((session) => session !== shared));
  const spared = new Set([...above(parents, top), wrapper]);
  return all.filter(({ pid, session }) => !spared.has(pid) && (isUnder(pid) || sessions.has(session)));
}

/** Which of them are still there; a process id that was given to another one has another session. */
const left = (now: readonly Process[], asked: readonly Process[]): readonly Process[] =>
  now.filter(({ pid, session, gone }) => !gone && asked.some((one) => one.pid === pid && one.session === session));

function signal(to: readonly Process[], name: 'SIGTERM' | 'SIGKILL'): void {
  for (const { pid } of to) {
    try {
      process.kill(pid, name);
    } catch {
      // It is gone, or somebody else's.
    }
  }
}

const GRACE_MS = GRACE_S * 1000;
const LOOK_MS = 200;

/** Waits until these have ended, or `until_ms` is over. */
async function outlasted(ports: Ports, asked: readonly Process[], until_ms: number): Promise<void> {
  while (left(await processes(ports), asked).length > 0 && ports.clock.monotonic_ms() < until_ms)
    await ports.clock.sleep(LOOK_MS);
}

/** Null before it has begun. */
function commandOf(files: Files, dir: string): number | null {
  const [pid] = /^[1-9][0-9]{0,9}$/m.exec(jobText(files, dir, 'command') ?? '') ?? [];
  return pid === undefined ? null : Number(pid);
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
  const wrapper = now.pid;
  const command = commandOf(ports.files, dir);
  const asked = ofCommand(await processes(ports), wrapper, command);
  signal(asked, 'SIGTERM');
  const until_ms = ports.clock.monotonic_ms() + GRACE_MS;
  await awaitRun(ports, { job, dir }, { most_ms: GRACE_MS });
  await outlasted(ports, asked, until_ms);
  const then = await processes(ports);
  signal([...left(then, asked), ...ofCommand(then, wrapper, command)], 'SIGKILL');
  const ended = await awaitRun(ports, { job, dir }, { most_ms: GRACE_MS });
  if (ended.state !== 'started') return ok(ended);
  signal(ofRun(await processes(ports), wrapper), 'SIGKILL');
  return ok(await awaitRun(ports, { job, dir }, { most_ms: GRACE_MS }));
}
