/**
 * Calls of gitcrq that share one process: the process starts once a test file instead of once a call, and a start takes
 * longer than what most commands do. For tests of what a command does; what a test says of processes (kills, signals,
 * locks of the dead, standard input) needs processes of its own.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Env } from '../fixture.ts';
import type { Ended } from './run.ts';

const ENTRY = fileURLToPath(new URL('kept-entry.ts', import.meta.url));

interface Kept {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly requests: number;
  readonly replies: number;
  readonly out: number;
  readonly err: number;
}

let kept: Kept | null = null;

function begin(bin: string): Kept {
  const [, name] = /import\(["'`]\.\/(start-[^"'`]+)["'`]\)/u.exec(readFileSync(bin, 'utf8')) ?? [];
  if (name === undefined) throw new Error(`${bin} does not load start.ts any more`);
  const folder = mkdtempSync(join(tmpdir(), 'gitcrq-kept-'));
  const pipes = [join(folder, 'requests'), join(folder, 'replies')] as const;
  execFileSync('mkfifo', pipes);
  const [out, err] = [openSync(join(folder, 'out'), 'a+'), openSync(join(folder, 'err'), 'a+')];
  const child = spawn(process.execPath, [ENTRY, join(dirname(bin), name), ...pipes], { stdio: ['ignore', out, err] });
  child.unref();
  // Each waits for the other side, in the order in which the entry opens them.
  return { child, folder, requests: openSync(pipes[0], 'w'), replies: openSync(pipes[1], 'r'), out, err };
}

/** Its end is that of its requests. */
export function endKept(): void {
  if (kept === null) return;
  for (const fd of [kept.requests, kept.replies, kept.out, kept.err]) closeSync(fd);
  rmSync(kept.folder, { recursive: true, force: true });
  kept = null;
}

const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

export function callKept(bin: string, argv: readonly string[], cwd: string, env: Env): Ended {
  kept ??= begin(bin);
  const { folder, requests, replies, out, err } = kept;
  for (const fd of [out, err]) ftruncateSync(fd);
  writeSync(requests, `${JSON.stringify({ argv, cwd, env })}\n`);
  const reply = Buffer.alloc(16);
  const size = readSync(replies, reply);
  if (size === 0) {
    const said = text(folder, 'err');
    endKept();
    throw new Error(`gitcrq ${argv.join(' ')} ended the process it shares with other calls\n${said}`);
  }
  return {
    code: Number(reply.toString('utf8', 0, size)),
    signal: null,
    out: text(folder, 'out'),
    err: text(folder, 'err'),
  };
}
