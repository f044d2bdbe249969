/** A program of somebody else that takes over this process's terminal: found on PATH, run, and its end reported. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Ports } from '../sys/ports.ts';
import { PROGRAM_FAILED } from './errors.ts';

/**
 * The first executable file of this name on PATH. Entries that are not absolute are passed over: a program must not come
 * from whatever directory the user stands in.
 */
export function findProgram({ env, files }: Pick<Ports, 'env' | 'files'>, name: string): string | null {
  return (
    pathOf({ env })
      .map((dir) => join(dir, name))
      .find((path) => isProgram(files, path)) ?? null
  );
}

const pathOf = ({ env }: Pick<Ports, 'env'>): readonly string[] => (env['PATH'] ?? '').split(':').filter(isAbsolute);

function isProgram(files: Ports['files'], path: string): boolean {
  try {
    if (files.stat(path) === null) return false;
    const found = files.stat(files.realpath(path));
    return found?.kind === 'file' && (found.mode & 0o111) !== 0;
  } catch {
    // A link to nowhere, or a place that may not be looked at.
    return false;
  }
}

/** Names of the executable files on PATH that begin so, sorted. A directory that cannot be read has none. */
export function findPrograms({ env, files }: Pick<Ports, 'env' | 'files'>, prefix: string): readonly string[] {
  const listed = (dir: string): readonly string[] => {
    try {
      return files.list(dir).filter((name) => name.startsWith(prefix) && isProgram(files, join(dir, name)));
    } catch {
      return [];
    }
  };
  return [...new Set(pathOf({ env }).flatMap(listed))].sort();
}

/** Runs it with our input and output; answers its exit code, 128+n for a signal. Fails: PROGRAM_FAILED. */
export function runProgram(
  { env }: Pick<Ports, 'env'>,
  path: string,
  argv: readonly string[],
  cwd: string,
): Promise<Result<number>> {
  return new Promise((resolve) => {
    const child = spawn(path, argv, { cwd, env, stdio: 'inherit' });
    child.once('error', (error) => resolve(fail(PROGRAM_FAILED, `${path}: ${error.message}`, [`ls -l ${path}`])));
    child.once('close', (code, signal) => resolve(ok(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))));
  });
}
