/**
 * Runs a program for as long as something may be done, in a process group of its own: signals are passed on to it, and the
 * whole group ends at once when it must, also if this process is killed. It has our input and output.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Clock } from '../sys/ports.ts';

export interface GuardedCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Its standard output goes to standard error: ours is for one JSON document. */
  readonly quietOut: boolean;
  /** Asked before the program goes on after a stop: may it? */
  mayGoOn(): boolean;
}

export interface Guarded {
  /** Its exit code, 128+n for a signal; the shell's 126 and 127 if it cannot be started. */
  readonly ended: Promise<number>;
  /** Ends the group: asked first, then killed after `grace_ms`. */
  end(grace_ms: number): Promise<void>;
}

/**
 * The shell waits on descriptor 3, whose other end only this process has. A line says that all is well; when the end closes
 * without one, the group is killed.
 */
const LIFELINE = '{ read -r _ <&3 || kill -s KILL 0; } >/dev/null 2>&1 </dev/null & exec 3<&-; exec "$@"';

const PASSED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGWINCH'];

function signalGroup(child: ChildProcess | null, signal: NodeJS.Signals): void {
  try {
    if (child?.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

/** Until the answer is called, signals are the program's. */
function passSignals(program: () => ChildProcess | null, mayGoOn: () => boolean): () => void {
  const handlers: (readonly [NodeJS.Signals, () => void])[] = PASSED.map((signal) => [
    signal,
    () => signalGroup(program(), signal),
  ]);
  // Whoever stops us stops the program first: nobody would renew for it.
  handlers.push([
    'SIGTSTP',
    () => {
      signalGroup(program(), 'SIGSTOP');
      process.kill(process.pid, 'SIGSTOP');
    },
  ]);
  handlers.push(['SIGCONT', () => signalGroup(program(), mayGoOn() ? 'SIGCONT' : 'SIGKILL')]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

export function runGuarded(clock: Clock, { argv, cwd, env, quietOut, mayGoOn }: GuardedCommand): Guarded {
  let started: ChildProcess | null = null;
  // Before the start: the program may run, and be signalled through us, before spawn() has returned.
  const done = passSignals(() => started, mayGoOn);
  const child = spawn('sh', ['-c', LIFELINE, 'gitcrq-lease', ...argv], {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['inherit', quietOut ? 2 : 'inherit', 'inherit', 'pipe'],
  });
  const lifeline = child.stdio[3];
  lifeline?.on('error', () => {});
  started = child;
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  }).finally(() => {
    done();
    if (lifeline !== undefined && lifeline !== null && 'end' in lifeline) lifeline.end('\n');
  });
  return {
    ended,
    async end(grace_ms) {
      signalGroup(child, 'SIGTERM');
      await Promise.race([ended, clock.sleep(grace_ms, true)]);
      signalGroup(child, 'SIGKILL');
    },
  };
}
