/**
 * Plans that put the stubs in place and take them away. An earlier hook moves aside byte for byte, with its mode, and
 * comes back; a plan with no step means that nothing is left to do.
 */
import { basename, dirname } from 'node:path';
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import type { FileChange, Plan } from '../../plan/step.ts';
import { chain, stubChanges, unchain } from './chained.ts';
import { type AnyHook, HOOK_NAMES } from './names.ts';
import { installOwn, uninstallOwn } from './own.ts';
import {
  hookPlaces,
  hooksDirectory,
  hooksPathSet,
  isHusky,
  isStrict,
  keptBeside,
  type Places,
  whatPlace,
} from './place.ts';
import type { Installation } from './stub.ts';

export type { Installation } from './stub.ts';

export interface HooksChanged {
  readonly directory: string;
  /** Hooks that this operation wrote or took away. */
  readonly hooks: readonly AnyHook[];
  /** Earlier hooks of other tools: kept beside ours, or given back. */
  readonly kept: readonly AnyHook[];
  /** Files of other hook managers that were changed, which git may track: they are to be committed. */
  readonly edited: readonly string[];
  /** With --recurse-submodules: the submodules that have a policy, and those that have none and were left alone. */
  readonly submodules?: readonly string[];
  readonly passed_over?: readonly string[];
}

/** Files of checkouts among these: husky's own folder is none that git tracks. */
export const editedFiles = (repo: Repo, changes: readonly FileChange[]): readonly string[] =>
  changes.map(({ path }) => path).filter((path) => !path.startsWith(`${repo.commonDir}/`) && !isHusky(dirname(path)));

interface Operation {
  readonly op: string;
  readonly title: string;
  readonly names: readonly AnyHook[];
}

/** Where people would look first. */
const directoryOf = (repo: Repo, { own, others }: Places): string =>
  own ? hooksDirectory(repo) : (others[0]?.directory ?? hooksDirectory(repo));

function plan(repo: Repo, places: Places, { op, title, names }: Operation, changes: readonly FileChange[]): Plan {
  const files = new Set(changes.map(({ path }) => basename(path)));
  const answer: HooksChanged = {
    directory: directoryOf(repo, places),
    hooks: names.filter((name) => files.has(name)),
    kept: names.filter((name) => files.has(keptBeside(name))),
    edited: editedFiles(repo, changes),
  };
  return { op, title, steps: changes.length === 0 ? [] : [{ kind: 'files', files: changes }], answer };
}

/** Stubs for these hooks. Fails: HOOKS_PATH_SET, HOOK_IN_THE_WAY. The answer of the plan is a HooksChanged. */
export async function planInstall(
  repo: Repo,
  parts: Installation,
  names: readonly AnyHook[] = HOOK_NAMES,
): Promise<Result<Plan>> {
  const places = await hookPlaces(repo);
  if (!places.ok) return places;
  const strict = await isStrict(repo);
  if (!strict.ok) return strict;
  const own = places.value.own ? installOwn(repo, parts, names, strict.value) : ok([]);
  if (!own.ok) return own;
  const { others } = places.value;
  // A server's hooks are its operator's: one who sends them elsewhere decides what runs there.
  const [elsewhere] = others;
  if (names !== HOOK_NAMES && elsewhere !== undefined) return hooksPathSet(elsewhere, names, '');
  const lines = chain(repo, others, names);
  if (!lines.ok) return lines;
  const stubs = others.length === 0 ? [] : stubChanges(repo, parts, strict.value);
  const operation = { op: 'hooks install', title: `hooks in ${directoryOf(repo, places.value)}`, names };
  return ok(plan(repo, places.value, operation, [...own.value, ...stubs, ...lines.value]));
}

export async function planUninstall(repo: Repo, names: readonly AnyHook[] = HOOK_NAMES): Promise<Result<Plan>> {
  const places = await hookPlaces(repo);
  if (!places.ok) return places;
  const operation = { op: 'hooks uninstall', title: `no hooks in ${directoryOf(repo, places.value)}`, names };
  const usable = places.value.others.filter(({ directory }) => whatPlace(repo, directory) === 'writable');
  const changes = [...names.flatMap((name) => uninstallOwn(repo, name)), ...unchain(repo, usable, names)];
  return ok(plan(repo, places.value, operation, changes));
}
