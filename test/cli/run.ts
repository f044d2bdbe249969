/**
 * Starts the built gitcrq as a process of its own, as a user does, in the closed environment of a fixture.
 * GITCRQ_TEST_BIN names another build to test, such as an installed one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Env } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';
import { callKept, endKept } from './kept.ts';

export const BIN = process.env['GITCRQ_TEST_BIN'] ?? join(ROOT, 'dist/bin.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

export interface Start {
  readonly cwd?: string;
  readonly env?: Env;
  readonly input?: string;
  /** Words before the entry: another entry, or a program that starts node. */
  readonly entry?: readonly [string, ...string[]];
}

interface At {
  readonly clone: string;
  readonly env: Env;
}

const NODE: readonly [string, ...string[]] = [process.execPath, BIN];

let sharing = false;

/** From here on the calls of this test file that need nothing of their own share one process: see kept.ts. */
export function shareProcess(): void {
  sharing = true;
  afterAll(endKept);
}

export function gitcrq(
  at: At,
  argv: readonly string[],
  { cwd = at.clone, env, input = '', entry = NODE }: Start = {},
): Ended {
  if (sharing && input === '' && entry === NODE) return callKept(BIN, argv, cwd, { ...at.env, ...env });
  const [program, ...words] = entry;
  const run = spawnSync(program, [...words, ...argv], {
    cwd,
    env: { ...at.env, ...env },
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (run.error !== undefined) throw run.error;
  return { code: run.status, signal: run.signal, out: run.stdout, err: run.stderr };
}

/** The same without waiting: for processes that run at once. */
export function gitcrqLater(at: At, argv: readonly string[], { cwd = at.clone, env }: Start = {}): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...argv], {
    cwd,
    env: { ...at.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...said }));
  });
}

interface Envelope {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly exit: number;
  readonly data?: unknown;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly why: string;
    readonly next: readonly string[];
  };
}

/** The one JSON document on standard output. Throws if there is anything else, or if it belies the exit code. */
export function envelope(ended: Ended): Envelope {
  const said = JSON.parse(ended.out) as Envelope; // checked below
  if (said.schemaVersion !== 1 || said.exit !== ended.code || said.ok !== (said.error === undefined))
    throw new Error(`no envelope: ${ended.out} (exit ${ended.code}) ${ended.err}`);
  if (said.ok ? said.exit > 1 : said.exit < 2) throw new Error(`ok and exit disagree: ${ended.out}`);
  return said;
}

/** `data` of a command that must succeed. */
export function answer<T = unknown>(at: At, argv: readonly string[], start: Start = {}): T {
  const ended = gitcrq(at, [...argv, '--json'], start);
  const said = envelope(ended);
  if (!said.ok) throw new Error(`${argv.join(' ')}: ${JSON.stringify(said.error)}`);
  return said.data as T; // the caller knows the command
}
