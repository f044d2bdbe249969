/**
 * Commands that are not ours: an executable `gitcrq-NAME` on PATH is `gitcrq NAME`, as with git. Its words are its own;
 * of what stands before NAME, `-C` has chosen the directory and `--json`, `--no-color`, `-v`, `-q` are handed on in front.
 */
import type { Result } from '../domain/result.ts';
import { findProgram, findPrograms, runProgram } from '../exec/program.ts';
import { nodeFiles } from '../sys/files.ts';
import { directory } from './directory.ts';
import type { Globals } from './globals.ts';
import type { Surroundings } from './session.ts';

const PREFIX = 'gitcrq-';
/** One plain word, so that it cannot lead out of the directories of PATH. */
const isName = (name: string): boolean => /^[a-z0-9][a-z0-9_-]*$/i.test(name);

/** Its path, or null. */
export const findPlugin = ({ env }: Surroundings, name: string): string | null =>
  isName(name) ? findProgram({ env, files: nodeFiles }, `${PREFIX}${name}`) : null;

/** The commands there are in this way; a name of ours is never taken. */
export const pluginNames = ({ env }: Surroundings, ours: readonly string[]): readonly string[] =>
  findPrograms({ env, files: nodeFiles }, PREFIX)
    .map((program) => program.slice(PREFIX.length))
    .filter((name) => isName(name) && !ours.some((id) => id === name || id.startsWith(`${name} `)));

const handedOn = ({ json, noColor, verbose, quiet }: Globals, rest: readonly string[]): readonly string[] => [
  ...(json && !rest.includes('--json') ? ['--json'] : []),
  ...(noColor ? ['--no-color'] : []),
  ...(verbose ? ['--verbose'] : []),
  ...(quiet ? ['--quiet'] : []),
];

export interface PluginCall {
  readonly path: string;
  readonly globals: Globals;
  readonly rest: readonly string[];
}

/** Its exit code. */
export const runPlugin = ({ env, cwd }: Surroundings, { path, globals, rest }: PluginCall): Promise<Result<number>> =>
  runProgram({ env }, path, [...handedOn(globals, rest), ...rest], directory(cwd, globals.cwd));
