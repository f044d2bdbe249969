/**
 * The built gitcrq in a process that answers one call after the other: `node kept-entry.ts BUNDLE REQUESTS REPLIES`, the
 * last two named pipes. A call ends as a process of its own would: when nothing is left to wait for.
 */
import { openSync, readSync, writeSync } from 'node:fs';
import type { start as startIt } from '../../src/start.ts';

interface Request {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const [bundle = '', requests = '', replies = ''] = process.argv.slice(2);
const { start } = (await import(bundle)) as { start: typeof startIt }; // the bundle is built from src/start.ts
const asked = openSync(requests, 'r');
const told = openSync(replies, 'w');
const buffer = Buffer.alloc(1 << 20);

/** Waits for a line; null when nobody is left to ask. */
function next(): Request | null {
  let line = '';
  while (!line.endsWith('\n')) {
    const size = readSync(asked, buffer);
    if (size === 0) return null;
    line += buffer.toString('utf8', 0, size);
  }
  return JSON.parse(line);
}

function take(): void {
  const request = next();
  if (request === null) process.exit(0);
  process.removeAllListeners('SIGINT');
  process.exitCode = undefined;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, request.env);
  process.chdir(request.cwd);
  void start(request.argv, '0.1.0');
}

process.on('beforeExit', () => {
  writeSync(told, `${process.exitCode ?? 0}\n`);
  take();
});
take();
