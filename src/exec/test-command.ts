/**
 * Runs a test command to its end, in a process group of its own, and remembers only the end of what it said. Invariant:
 * when this process ends, however it ends, the whole group ends with it: a lander killed in the middle of a test leaves
 * no test behind that still writes to the worktree.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fail, ok, type Result } from '../domain/result.ts';
import { LOCAL_ENV } from '../git/run.ts';
import type { Clock } from '../sys/ports.ts';
import { SHELL_MISSING } from './errors.ts';

export interface TestCommand {
  /** A line for `sh -c`. */
  readonly command: string;
  readonly dir: string;
  readonly timeout_ms: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the command before its time: what it would say is of no use any more. */
  readonly signal?: AbortSignal;
}

export interface TestRun {
  /** null if a signal ended it. */
  readonly exit: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** The end of stdout and stderr as they came, at most TAIL_BYTES. */
  readonly tail: string;
  readonly took_ms: number;
}

export const TAIL_BYTES = 16 * 1024;

/**
 * The shell waits on descriptor 3, whose other end only this process has; when that end closes, the group is killed.
 * The command itself gets neither the descriptor nor standard input.
 */
const LIFELINE = '{ read -r _ <&3; kill -s KILL 0; } >/dev/null 2>&1 </dev/null & exec 3<&-; exec sh -c "$1" 2>&1';

/** The test works in its own worktree. */
const cleanEnv = (env: TestCommand['env']): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(env).filter(([key]) => !LOCAL_ENV.includes(key)));

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}

/** Keeps the last TAIL_BYTES of what is pushed. */
function tailKeeper(): { push(chunk: Buffer): void; text(): string } {
  let kept = Buffer.alloc(0);
  return {
    push(chunk) {
      kept = Buffer.concat([kept, chunk.subarray(-TAIL_BYTES)]);
      // Cut seldom: a copy for each small write would be the cost of a chatty test.
      if (kept.length > 4 * TAIL_BYTES) kept = Buffer.from(kept.subarray(-TAIL_BYTES));
    },
    text: () => kept.subarray(-TAIL_BYTES).toString('utf8'),
  };
}

/** How long to wait for the last output after the group is dead: a process that left the group may hold the pipe open. */
const DRAIN_MS = 1000;

/** Fails only if `sh` cannot be started; what the command answers is for the caller to judge. */
export function runTest(
  clock: Clock,
  { command, dir, timeout_ms, env, signal: ending }: TestCommand,
): Promise<Result<TestRun>> {
  const began = clock.monotonic_ms();
  const child = spawn('sh', ['-c', LIFELINE, 'gitcrq-test', command], {
    cwd: dir,
    env: cleanEnv(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const tail = tailKeeper();
  child.stdout?.on('data', tail.push);
  child.stderr?.on('data', tail.push);
  // The lifeline breaks when the group is killed.
  child.stdio[3]?.on('error', () => {});
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child);
  }, timeout_ms);
  const end = (): void => killGroup(child);
  if (ending?.aborted === true) end();
  ending?.addEventListener('abort', end, { once: true });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(fail(SHELL_MISSING, `sh cannot be started in ${dir}: ${error.message}`, ['sh -c true']));
    });
    child.once('exit', (exit, signal) => {
      clearTimeout(timer);
      ending?.removeEventListener('abort', end);
      killGroup(child);
      const answer = (): void => {
        clearTimeout(drain);
        for (const stream of child.stdio) stream?.destroy();
        resolve(ok({ exit, signal, timedOut, tail: tail.text(), took_ms: Math.round(clock.monotonic_ms() - began) }));
      };
      const drain = setTimeout(answer, DRAIN_MS);
      child.once('close', answer);
    });
  });
}
