/**
 * Is the installed git new enough? Asking costs a process at every start, so the answer is kept per user, keyed by the
 * very program file (path, size, time); without a writable cache it is asked again.
 */
import { delimiter, join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Ports } from '../sys/ports.ts';
import { GIT_TOO_OLD } from './errors.ts';
import { runGit } from './run.ts';

const OLDEST = [2, 39] as const;

/** `git version 2.39.5 (Apple Git-154)` → [2, 39]; null for anything else. */
export function parseVersion(text: string): readonly [number, number] | null {
  const match = /^git version (\d+)\.(\d+)/.exec(text);
  return match?.[1] === undefined || match[2] === undefined ? null : [Number(match[1]), Number(match[2])];
}

const newEnough = ([major, minor]: readonly [number, number]): boolean =>
  major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);

function programKey(ports: Ports): string | null {
  for (const folder of (ports.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'git');
    try {
      const found = ports.files.stat(ports.files.realpath(path));
      if (found !== null) return `${path}:${found.size}:${found.mtime_ms}`;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

function cacheFile(env: Ports['env']): string | null {
  const root = env['XDG_CACHE_HOME'] || (env['HOME'] ? join(env['HOME'], '.cache') : '');
  return root === '' ? null : join(root, 'gitcrq', 'git-version');
}

export async function checkVersion(ports: Ports): Promise<Result<void>> {
  const key = programKey(ports);
  const cache = cacheFile(ports.env);
  if (key !== null && remembered(ports, cache) === key) return ok(undefined);
  const run = await runGit(ports, '/', ['--version']);
  if (!run.ok) return run;
  const text = run.value.stdout.toString('utf8').trim();
  const version = parseVersion(text);
  if (version === null || !newEnough(version)) {
    return fail(GIT_TOO_OLD, `found ${text === '' ? 'a git that does not tell its version' : text}`, ['git --version']);
  }
  remember(ports, cache, key);
  return ok(undefined);
}

function remembered(ports: Ports, cache: string | null): string | null {
  try {
    return cache === null ? null : ports.files.readText(cache);
  } catch {
    // Another user's, as after a run under sudo: it costs the same process.
    return null;
  }
}

function remember(ports: Ports, cache: string | null, key: string | null): void {
  if (cache === null || key === null) return;
  try {
    ports.files.writeAtomic(cache, key);
  } catch {
    // A read-only or missing home costs a process at the next start, nothing else.
  }
}
