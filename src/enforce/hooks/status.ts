/** What is in place: for each hook whether git would come to gitcrq. */
import { join } from 'node:path';
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { chainedStub } from './chained.ts';
import { callsByName, hasLine } from './line.ts';
import { type AnyHook, HOOK_NAMES } from './names.ts';
import { isCalledBy } from './own.ts';
import {
  hookPath,
  hookPlaces,
  hooksDirectory,
  isHusky,
  isStrict,
  keptBeside,
  managersFile,
  type OtherPlace,
} from './place.ts';
import { type Installation, isOurs, stubFor } from './stub.ts';

/** `other`: a hook of somebody else's. `outdated`: ours, of another version or with other paths. `disabled`: ours, but not executable. */
export type HookState = 'installed' | 'missing' | 'other' | 'outdated' | 'disabled';

export interface HookPlace {
  readonly name: AnyHook;
  /** Where git looks for it. */
  readonly directory: string;
  /** The file to look at: husky starts another one than git does. */
  readonly path: string;
  /** The checkout in which git looks at this path; null: all of them. */
  readonly worktree: string | null;
  readonly state: HookState;
  readonly kept: boolean;
}

export interface HooksStatus {
  readonly directory: string;
  /** False: core.hooksPath gives the hooks to another manager, in some checkout at least. */
  readonly own: boolean;
  readonly hooks: readonly HookPlace[];
}

interface Wanted {
  readonly repo: Repo;
  readonly parts: Installation;
  readonly strict: boolean;
}

/** One of our stubs, or nothing at all, or somebody else's. */
function stubState({ repo, parts, strict }: Wanted, name: AnyHook, path: string): HookState {
  const text = repo.ports.files.readText(path);
  if (text === null) return 'missing';
  if (!isOurs(text)) return isCalledBy(repo, name, text, stubFor(name, parts, strict)) ? 'installed' : 'other';
  if (((repo.ports.files.stat(path)?.mode ?? 0) & 0o111) === 0) return 'disabled';
  return text === stubFor(name, parts, strict) ? 'installed' : 'outdated';
}

/** What a hook of another manager does: git must find it, it must call gitcrq, and the stub must be there. */
function chainedState(wanted: Wanted, name: AnyHook, directory: string): HookState {
  const { files } = wanted.repo.ports;
  const started = files.readText(join(directory, name));
  if (started === null || (isHusky(directory) && files.stat(join(directory, 'h')) === null)) return 'missing';
  const script = isHusky(directory) ? `${started}\n${files.readText(managersFile(directory, name)) ?? ''}` : started;
  const line = hasLine(script, name);
  if (!line && !callsByName(script, name)) return 'other';
  if (((files.stat(join(directory, name))?.mode ?? 0) & 0o111) === 0) return 'disabled';
  if (!line) return 'installed';
  const stub = stubState(wanted, name, chainedStub(wanted.repo, name));
  return stub === 'installed' ? stub : 'outdated';
}

const chainedIn = (wanted: Wanted, { directory, worktree }: OtherPlace, name: AnyHook): HookPlace => {
  const state = chainedState(wanted, name, directory);
  const path = state === 'missing' || state === 'disabled' ? join(directory, name) : managersFile(directory, name);
  const kept = wanted.repo.ports.files.stat(keptBeside(path)) !== null;
  return { name, directory, path, worktree, state, kept };
};

export async function hooksStatus(
  repo: Repo,
  parts: Installation,
  names: readonly AnyHook[] = HOOK_NAMES,
): Promise<Result<HooksStatus>> {
  const places = await hookPlaces(repo);
  if (!places.ok) return places;
  const strict = await isStrict(repo);
  if (!strict.ok) return strict;
  const wanted: Wanted = { repo, parts, strict: strict.value };
  const { own, others } = places.value;
  const ours = names.map((name): HookPlace => {
    const path = hookPath(repo, name);
    const kept = repo.ports.files.stat(keptBeside(path)) !== null;
    return { name, directory: hooksDirectory(repo), path, worktree: null, state: stubState(wanted, name, path), kept };
  });
  const hooks = [
    ...(own ? ours : []),
    ...others.flatMap((place) => names.map((name) => chainedIn(wanted, place, name))),
  ];
  return ok({ directory: others[0]?.directory ?? hooksDirectory(repo), own: others.length === 0, hooks });
}

export const allInstalled = (status: HooksStatus): boolean => status.hooks.every(({ state }) => state === 'installed');
