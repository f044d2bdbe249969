/**
 * Where git looks for the hooks of a clone: in the common directory, which covers linked worktrees, or where
 * core.hooksPath says, which may be another directory, or none at all, in each worktree.
 */
import { basename, dirname, join, resolve } from 'node:path';
import { quoted } from '../../domain/quote.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { gitConfig, isTrue } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import { listWorktrees } from '../../git/worktrees.ts';
import { HOOKS_PATH_SET } from '../errors.ts';
import type { AnyHook } from './names.ts';

export const hooksDirectory = (repo: Repo): string => join(repo.commonDir, 'hooks');
export const hookPath = (repo: Repo, name: string): string => join(hooksDirectory(repo), name);
/** Where an earlier hook waits; git never runs a file of this name. */
export const keptBeside = (path: string): string => `${path}.before-gitcrq`;

/** A directory of another hook manager, and the checkout it counts for. */
export interface OtherPlace {
  readonly directory: string;
  readonly worktree: string;
}

export interface Places {
  /** Does git's own directory count in any checkout? */
  readonly own: boolean;
  /** Each directory once. */
  readonly others: readonly OtherPlace[];
}

const real = (repo: Repo, path: string): string => {
  try {
    return repo.ports.files.realpath(path);
  } catch {
    return path;
  }
};

/** Checkouts that people work in: neither gone nor one that gitcrq made for itself. */
export async function checkouts(repo: Repo): Promise<Result<readonly string[]>> {
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  const used = trees.value.filter(({ dir, bare }) => !bare && !dir.startsWith(`${repo.commonDir}/`));
  return ok(used.map(({ dir }) => dir).filter((dir) => repo.ports.files.stat(dir) !== null));
}

/** git's own answer, which knows `~`, relative paths and each worktree's own configuration. */
async function directoryIn(repo: Repo, dir: string): Promise<Result<string>> {
  const asked = await repo.output('git rev-parse', ['rev-parse', '--git-path', 'hooks'], { cwd: dir });
  return asked.ok ? ok(resolve(dir, asked.value.replace(/\n$/, ''))) : asked;
}

export async function hookPlaces(repo: Repo): Promise<Result<Places>> {
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  const perWorktree = isTrue(config.value.get('extensions.worktreeconfig'));
  if ((config.value.get('core.hookspath') ?? '') === '' && !perWorktree) return ok({ own: true, others: [] });
  const trees = repo.bare ? ok([repo.gitDir]) : await checkouts(repo);
  if (!trees.ok) return trees;
  const own = real(repo, hooksDirectory(repo));
  const others = new Map<string, OtherPlace>();
  let isOwn = false;
  for (const worktree of trees.value) {
    const directory = await directoryIn(repo, worktree);
    if (!directory.ok) return directory;
    if (real(repo, directory.value) === own) isOwn = true;
    else if (!others.has(directory.value)) others.set(directory.value, { directory: directory.value, worktree });
  }
  return ok({ own: isOwn, others: [...others.values()] });
}

/** Does this clone want a hook that cannot find gitcrq to refuse? (`git config gitcrq.strict true`, read at install.) */
export async function isStrict(repo: Repo): Promise<Result<boolean>> {
  const config = await gitConfig(repo);
  return config.ok ? ok(isTrue(config.value.get('gitcrq.strict'))) : config;
}

/** husky keeps programs of its own, which git does not track, in `.husky/_`; people's hooks are one folder above. */
export const isHusky = (directory: string): boolean => basename(directory) === '_';

/** Where the people who use this manager write what a hook does. */
export const managersFile = (directory: string, name: string): string =>
  join(isHusky(directory) ? dirname(directory) : directory, name);

/** Can files be put below this path? */
export function whatPlace(repo: Repo, directory: string): 'writable' | 'read-only' | 'no directory' {
  const { files } = repo.ports;
  let path = directory;
  while (files.stat(path) === null && dirname(path) !== path) path = dirname(path);
  if (files.stat(join(path, '.'))?.kind !== 'directory') return 'no directory';
  return files.isWritable(path) ? 'writable' : 'read-only';
}

/** Refuses where git looks for hooks in what can hold none, as `.git/hooks` of a linked worktree, whose `.git` is a file. */
export const noDirectory = ({ directory, worktree }: OtherPlace) =>
  fail(HOOKS_PATH_SET, `in ${worktree} core.hooksPath leads to ${directory}, which can be no directory`, [
    `git -C ${quoted(worktree)} config --show-origin core.hooksPath`,
  ]);

/** How a line of sh calls gitcrq for a hook, where gitcrq is on the PATH. */
const called = (name: AnyHook): string =>
  name === 'pre-receive' ? 'gitcrq check --as pre-receive || exit' : `gitcrq hook ${name} "$@" || exit`;

/** Refuses, with the lines that make the other manager call gitcrq. */
export function hooksPathSet({ directory }: OtherPlace, names: readonly AnyHook[], why: string) {
  // A new file needs its first line and the right to run; git passes over one without.
  const add = (name: AnyHook): string => {
    const file = quoted(managersFile(directory, name));
    return `{ [ -s ${file} ] || echo '#!/bin/sh'; echo ${quoted(called(name))}; } >> ${file} && chmod +x ${file}`;
  };
  return fail(HOOKS_PATH_SET, `core.hooksPath is ${directory}${why}`, names.map(add));
}
