/** A wrong call, in our words: oclif's errors name neither the command to look up nor the flag that was probably meant. */
import { nearest } from '../domain/distance.ts';
import { GitcrqError } from '../domain/error.ts';
import { USAGE } from './errors.ts';

const page = (id: string | undefined): string => (id === undefined ? 'gitcrq --help' : `gitcrq ${id} --help`);

/** A wrong call of command `id`, or of gitcrq itself. */
export const usage = (message: string, id: string | undefined): GitcrqError =>
  new GitcrqError(USAGE, message, [page(id)]);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The unknown flags of oclif's NonExistentFlagsError. */
const unknownFlags = (thrown: Error): readonly string[] =>
  'flags' in thrown && Array.isArray(thrown.flags)
    ? thrown.flags.filter((flag): flag is string => typeof flag === 'string')
    : [];

/** The missing arguments of oclif's RequiredArgsError; UnexpectedArgsError has plain words in the same place. */
const missingArgs = (thrown: Error): readonly string[] =>
  'args' in thrown && Array.isArray(thrown.args)
    ? thrown.args
        .filter(isRecord)
        .map(({ name, description }) => `${String(name).toUpperCase()} (${String(description ?? '')})`)
    : [];

function reword(thrown: Error, flags: readonly string[]): string {
  const unknown = unknownFlags(thrown);
  if (unknown.length > 0) {
    const meant = unknown.flatMap((flag) => nearest(flag, flags).slice(0, 1));
    return `there is no flag ${unknown.join(', ')}${meant.length > 0 ? `; did you mean ${meant.join(', ')}?` : ''}`;
  }
  const missing = missingArgs(thrown);
  if (missing.length > 0) return `missing: ${missing.join(', ')}`;
  return thrown.message.replace(/\s*See more help with --help\s*$/u, '');
}

/**
 * What oclif threw while parsing, as a wrong call; anything else unchanged. oclif marks its errors with an `oclif`
 * record, and its parsers of single values throw plain errors. `flags` are the command's, as typed.
 */
export function asUsage(thrown: unknown, id: string | undefined, flags: readonly string[]): unknown {
  if (!(thrown instanceof Error) || thrown instanceof GitcrqError) return thrown;
  return 'oclif' in thrown || thrown.constructor === Error ? usage(reword(thrown, flags), id) : thrown;
}
