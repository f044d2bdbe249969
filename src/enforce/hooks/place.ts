/**
 * Where the hooks of a clone are: the common directory, so that linked worktrees are covered; or with another hook
 * manager, which gitcrq leaves alone.
 */
import { isAbsolute, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import { gitConfig, isTrue } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import { HOOKS_PATH_SET } from '../errors.ts';
import { quoted } from '../quote.ts';
import { type AnyHook, HOOK_NAMES } from './names.ts';

export const hooksDirectory = (repo: Repo): string => join(repo.commonDir, 'hooks');
export const hookPath = (repo: Repo, name: string): string => join(hooksDirectory(repo), name);
/** Where an earlier hook waits; git never runs a file of this name. */
export const keptPath = (repo: Repo, name: string): string => `${hookPath(repo, name)}.before-gitcrq`;

/** The directory core.hooksPath names, if it is another one than git's own; null if git's own counts. */
export async function foreignHooks(repo: Repo): Promise<Result<string | null>> {
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  const set = config.value.get('core.hookspath');
  if (set === undefined || set === '') return ok(null);
  const home = repo.ports.env['HOME'] ?? '';
  const path = set.startsWith('~/') ? join(home, set.slice(2)) : set;
  const absolute = isAbsolute(path) ? path : resolve(repo.workTree ?? repo.gitDir, path);
  return ok(absolute === hooksDirectory(repo) ? null : absolute);
}

/** Does this clone want a hook that cannot find gitcrq to refuse? (`git config gitcrq.strict true`, read at install.) */
export async function isStrict(repo: Repo): Promise<Result<boolean>> {
  const config = await gitConfig(repo);
  return config.ok ? ok(isTrue(config.value.get('gitcrq.strict'))) : config;
}

/** husky keeps its own programs in `.husky/_`, and people's hooks one folder above. */
export const managersFile = (directory: string, name: string): string =>
  join(directory.endsWith('/_') ? directory.slice(0, -2) : directory, name);

const words = (name: string): string =>
  name === 'prepare-commit-msg' ? '{1} {2} {3}' : name === 'commit-msg' ? '{1}' : '{1} {2}';

/** What makes lefthook call gitcrq. */
export const LEFTHOOK_LINES = HOOK_NAMES.map(
  (name) =>
    `${name}:\n  commands:\n    gitcrq:\n      run: gitcrq hook ${name} ${words(name)}${name === 'pre-push' ? '\n      use_stdin: true' : ''}`,
).join('\n');

/** How a line of sh calls gitcrq for a hook. */
const called = (name: AnyHook): string =>
  name === 'pre-receive' ? 'gitcrq check --as pre-receive' : `gitcrq hook ${name} "$@"`;

/** Refuses, with the lines that make the other manager call gitcrq. */
export function hooksPathSet(repo: Repo, directory: string, names: readonly AnyHook[] = HOOK_NAMES) {
  const lefthook = ['lefthook.yml', '.lefthook.yml', 'lefthook.yaml'].some(
    (file) => repo.ports.files.stat(join(repo.workTree ?? repo.gitDir, file)) !== null,
  );
  // A new file needs its first line and the right to run; git passes over one without.
  const add = (name: AnyHook): string => {
    const file = quoted(managersFile(directory, name));
    return `{ [ -s ${file} ] || echo '#!/bin/sh'; echo '${called(name)} || exit'; } >> ${file} && chmod +x ${file}`;
  };
  const message = `core.hooksPath is ${directory}`;
  return lefthook && names === HOOK_NAMES
    ? fail(HOOKS_PATH_SET, `${message}; put this into lefthook.yml:\n${LEFTHOOK_LINES}`, ['lefthook install'])
    : fail(HOOKS_PATH_SET, message, names.map(add));
}
