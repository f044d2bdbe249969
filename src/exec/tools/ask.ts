/**
 * Asks a program something: what it prints within a time, and no more of it than anybody wants. Invariant: it runs in a process
 * group of its own, without a terminal or input, and the whole group is gone when there is an answer, or when this process ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Question {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limit_ms: number;
}

/** `late`: it had not ended by then. `flood`: it printed more than MOST_BYTES. `code`: as a shell has it. */
export type Reply =
  | { readonly how: 'ended'; readonly code: number; readonly out: string }
  | { readonly how: 'late' }
  | { readonly how: 'flood' };

export const MOST_BYTES = 1 << 16;

/** As in test-command.ts: when the other end of descriptor 3 closes, the group is killed. */
const LIFELINE = '{ read -r _ <&3; kill -s KILL 0; } >/dev/null 2>&1 </dev/null & exec 3<&-; exec "$@"';

/** What has left the group may hold the pipe open. */
const DRAIN_MS = 500;

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}

export function ask({ argv, cwd, env, limit_ms }: Question): Promise<Reply> {
  const child = spawn('/bin/sh', ['-c', LIFELINE, 'gitcrq-ask', ...argv], {
    ...{ cwd, env: { ...env }, detached: true },
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let drain: NodeJS.Timeout | undefined;
    const answer = (reply: Reply): void => {
      clearTimeout(timer);
      clearTimeout(drain);
      if (child.exitCode === null && child.signalCode === null) killGroup(child);
      for (const stream of child.stdio) stream?.destroy();
      resolve(reply);
    };
    const timer = setTimeout(() => answer({ how: 'late' }), limit_ms);
    child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > MOST_BYTES) answer({ how: 'flood' });
    });
    // The lifeline breaks when the group is killed.
    child.stdio[3]?.on('error', () => {});
    // Without a shell, or where the directory is gone.
    child.once('error', () => answer({ how: 'ended', code: 127, out: '' }));
    child.once('exit', (code) => {
      clearTimeout(timer);
      killGroup(child);
      const end = (): void => answer({ how: 'ended', code: code ?? 128, out: Buffer.concat(chunks).toString('utf8') });
      drain = setTimeout(end, DRAIN_MS);
      child.once('close', end);
    });
  });
}

/** How it went, for a sentence that begins with its name; null if it ended well. */
export function whyNot(reply: Reply, limit_ms: number): string | null {
  if (reply.how === 'late') return `gave no answer within ${limit_ms / 1000}s`;
  if (reply.how === 'flood') return `printed more than ${MOST_BYTES} bytes`;
  if (reply.code === 126 || reply.code === 127) return 'could not be started';
  return reply.code === 0 ? null : `ended with ${reply.code}`;
}
