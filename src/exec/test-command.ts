/**
 * Runs a test command to its end, in a process group of its own, and remembers only both ends of what it said. Invariant:
 * when this process ends, however it ends, the whole group ends with it: a lander killed in the middle of a test leaves
 * no test behind that still writes to the worktree. What has left the group ends with the test, or before the next one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import { LOCAL_ENV } from '../git/run.ts';
import type { Clock } from '../sys/ports.ts';
import { SHELL_MISSING } from './errors.ts';
import { keptOutput } from './kept-output.ts';
import { endStrays, MARK } from './strays.ts';

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
  /** All that it said, or both ends of it. */
  readonly output: string;
  readonly took_ms: number;
}

export const TAIL_BYTES = 16 * 1024;

/**
 * The shell waits on descriptor 3, whose other end only this process has; when that end closes, the group is killed.
 * The command itself gets neither the descriptor nor standard input.
 */
const LIFELINE = '{ read -r _ <&3; kill -s KILL 0; } >/dev/null 2>&1 </dev/null & exec 3<&-; exec sh -c "$1" 2>&1';

/** The test works in its own worktree, and git does not look for another one above it if it is damaged. */
const ownEnv = (env: TestCommand['env'], dir: string): Record<string, string | undefined> => ({
  ...Object.fromEntries(Object.entries(env).filter(([key]) => !LOCAL_ENV.includes(key))),
  GIT_CEILING_DIRECTORIES: [dirname(dir), env['GIT_CEILING_DIRECTORIES']].filter(Boolean).join(delimiter),
  [MARK]: dir,
});

function killAll(child: ChildProcess, dir: string): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
  endStrays(dir);
}

/** How long to wait for the last output after the group is dead: a process that got away may hold the pipe open. */
const DRAIN_MS = 1000;

/** Fails only if `sh` cannot be started; what the command answers is for the caller to judge. */
export function runTest(
  clock: Clock,
  { command, dir, timeout_ms, env, signal: ending }: TestCommand,
): Promise<Result<TestRun>> {
  // Of a lander that was killed.
  endStrays(dir);
  const began = clock.monotonic_ms();
  const child = spawn('sh', ['-c', LIFELINE, 'gitcrq-test', command], {
    cwd: dir,
    env: ownEnv(env, dir),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const kept = keptOutput();
  child.stdout?.on('data', kept.push);
  child.stderr?.on('data', kept.push);
  // The lifeline breaks when the group is killed.
  child.stdio[3]?.on('error', () => {});
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killAll(child, dir);
  }, timeout_ms);
  const end = (): void => killAll(child, dir);
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
      killAll(child, dir);
      const answer = (): void => {
        clearTimeout(drain);
        for (const stream of child.stdio) stream?.destroy();
        const took_ms = Math.round(clock.monotonic_ms() - began);
        resolve(ok({ exit, signal, timedOut, tail: kept.tail(TAIL_BYTES), output: kept.text(), took_ms }));
      };
      const drain = setTimeout(answer, DRAIN_MS);
      child.once('close', answer);
    });
  });
}
