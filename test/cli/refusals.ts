/** One wrong situation, one command in it: the exit code of the contract, the registered code, and nothing has changed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Fixture } from '../fixture.ts';
import { files, leftovers } from '../state.ts';
import { type Ended, envelope, gitcrq, type Start } from './run.ts';

/**
 * Everything that a refused command must leave alone, to the byte. Objects that nothing points at do not count, and
 * neither do the copies of what the remote has: a command may look there before it refuses.
 */
export function frozen(at: Fixture, dir = at.clone): unknown {
  const gitDir = at.git(['rev-parse', '--absolute-git-dir'], dir);
  const bare = at.git(['rev-parse', '--is-bare-repository'], dir) === 'true';
  const bytes = (path: string): string =>
    existsSync(path) ? createHash('sha1').update(readFileSync(path)).digest('hex') : 'none';
  const rows = (where: string): readonly string[] =>
    at.git(['for-each-ref', '--format=%(objectname) %(refname)'], where).split('\n');
  const copies = existsSync(at.remote) && dir !== at.remote ? / refs\/(?:remotes|gitcrq)\// : /^$/;
  // git itself writes the index anew when it notices that only times differ; this settles it beforehand.
  const status = bare ? '' : at.git(['status', '--porcelain', '--untracked-files=all'], dir);
  return {
    status,
    refs: rows(dir).filter((row) => !copies.test(row)),
    remote: existsSync(at.remote) ? rows(at.remote) : [],
    head: bytes(join(gitDir, 'HEAD')),
    index: bytes(join(gitDir, 'index')),
    config: bytes(join(gitDir, 'config')),
    files: bare ? {} : files(dir),
    left: leftovers(at),
  };
}

export interface Refusal {
  readonly exit: number;
  readonly code: string;
  readonly message?: RegExp;
  /** A command that `next` must offer. */
  readonly next?: RegExp;
}

export interface Refused {
  readonly message: string;
  readonly next: readonly string[];
}

export function refuses(
  at: Fixture,
  argv: readonly string[],
  { exit, code, message, next }: Refusal,
  start: Start = {},
): Refused {
  const dir = start.cwd ?? at.clone;
  const before = frozen(at, dir);
  const ended: Ended = gitcrq(at, [...flagged(argv)], start);
  const said = envelope(ended);
  expect({ exit: said.exit, code: said.error?.code }, ended.out + ended.err).toEqual({ exit, code });
  if (message !== undefined) expect(said.error?.message).toMatch(message);
  if (next !== undefined) expect(said.error?.next.join('\n')).toMatch(next);
  expect(said.error?.why).not.toBe('');
  expect(frozen(at, dir), `${argv.join(' ')} left a trace`).toEqual(before);
  return { message: said.error?.message ?? '', next: said.error?.next ?? [] };
}

/** `--json` must stand before a `--`. */
const flagged = (argv: readonly string[]): readonly string[] => {
  const cut = argv.indexOf('--');
  return cut === -1 ? [...argv, '--json'] : [...argv.slice(0, cut), '--json', ...argv.slice(cut)];
};
