/** Turns whatever was thrown into the one shape of failure. */
import { dirname } from 'node:path';
import { GitcrqError } from '../domain/error.ts';
import { BUG, SYSTEM_REFUSED } from './errors.ts';

/** Failures of system calls that say something about the machine, not about gitcrq. */
const REFUSALS = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EMFILE',
  'ENFILE',
  'ENAMETOOLONG',
  'ELOOP',
  'EBUSY',
  'EIO',
  'ENOMEM',
  'EAGAIN',
]);

const isRefusal = (thrown: unknown): thrown is Error =>
  thrown instanceof Error &&
  'syscall' in thrown &&
  'code' in thrown &&
  typeof thrown.code === 'string' &&
  REFUSALS.has(thrown.code);

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Shows a person the file in question, the folder where none could be made, or the room left on the disk. */
function lookAt(refusal: Error): readonly string[] {
  if (!('path' in refusal) || typeof refusal.path !== 'string') return ['df -h .'];
  const { path } = refusal;
  return [`ls -ld -- ${quoted(path.endsWith('.tmp') ? dirname(path) : path)}`];
}

export function explain(thrown: unknown): GitcrqError {
  if (thrown instanceof GitcrqError) return thrown;
  if (isRefusal(thrown)) return new GitcrqError(SYSTEM_REFUSED, thrown.message, lookAt(thrown));
  return new GitcrqError(BUG, thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown), [
    'gitcrq --version',
  ]);
}
