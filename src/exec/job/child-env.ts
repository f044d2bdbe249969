/**
 * The environment of a run. A child gets what is listed, and nothing else of what its caller has: a token that happens to be
 * in somebody's shell is in no tool's reach unless it is named.
 */
import { fail, ok, type Result } from '../../domain/result.ts';
import { ENV_INVALID } from '../errors.ts';
import { word } from './words.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** What programs need to find themselves, their user, their terminal and their language. None of it is a secret. */
const PASSED: readonly RegExp[] = [
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|COLORTERM|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|EDITOR|VISUAL|PAGER)$/,
  /^XDG_(?:CONFIG|DATA|STATE|CACHE)_HOME$/,
  /^XDG_RUNTIME_DIR$/,
  /^(?:NO_COLOR|FORCE_COLOR)$/,
  /^GIT_(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)$/,
  /^GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)$/,
  /^GITCRQ_(?:HOME|TMUX_SOCKET)$/,
];

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Read-only in some shell, or a number to it: the one that hands the variables over would end there (dash(1), bash(1)). */
const OF_SHELLS = /^(?:OPTIND|PPID|UID|EUID|SHELLOPTS|BASHOPTS|BASH_VERSINFO)$/;

/** What a run says of itself. */
const OF_RUNS = /^GITCRQ_(?:RUN|RUN_DIR|AGENT|PROJECT|CRQ|BRANCH|PERMISSION|SESSION)$/;

const invalid = (said: string) =>
  fail(ENV_INVALID, `${JSON.stringify(said)} is neither NAME=VALUE nor the name of a variable that is set here`, [
    'gitcrq run --env NAME=VALUE COMMAND',
  ]);

const ofShells = (name: string) =>
  fail(ENV_INVALID, `a shell keeps ${name} for itself`, [`gitcrq run env ${name}=VALUE COMMAND`]);

const ofRuns = (name: string) =>
  fail(ENV_INVALID, `gitcrq run says ${name} itself, and its commands go by it`, [
    'gitcrq run --crq ID --agent NAME COMMAND',
    `gitcrq run env ${name}=VALUE COMMAND`,
  ]);

/** `NAME=VALUE`, or `NAME` for the value that the caller has. Fails: ENV_INVALID. */
export function askedEnv(asked: readonly string[], from: Env): Result<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const text of asked) {
    const at = text.indexOf('=');
    const name = at === -1 ? text : text.slice(0, at);
    const value = at === -1 ? from[name] : text.slice(at + 1);
    if (!NAME.test(name) || value === undefined || value.includes('\0')) return invalid(at === -1 ? text : name);
    if (OF_SHELLS.test(name)) return ofShells(name);
    if (OF_RUNS.test(name)) return ofRuns(name);
    found[name] = value;
  }
  return ok(found);
}

export function passedEnv(from: Env): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(from))
    if (value !== undefined && PASSED.some((pattern) => pattern.test(name))) found[name] = value;
  return found;
}

/** What a shell sources to have these, and exports. */
export const envScript = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `export ${name}=${word(value)}\n`)
    .join('');
