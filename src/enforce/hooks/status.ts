/** What is in place: for each hook whether git would come to gitcrq. */
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { type AnyHook, HOOK_NAMES } from './names.ts';
import { foreignHooks, hookPath, hooksDirectory, isStrict, keptPath, managersFile } from './place.ts';
import { type Installation, isOurs, stubFor } from './stub.ts';

/** `other`: a hook of somebody else's. `outdated`: ours, of another version or with other paths. `disabled`: ours, but not executable. */
export type HookState = 'installed' | 'missing' | 'other' | 'outdated' | 'disabled';

export interface HooksStatus {
  readonly directory: string;
  /** False: core.hooksPath gives the hooks to another manager. */
  readonly own: boolean;
  readonly hooks: readonly {
    readonly name: AnyHook;
    readonly path: string;
    readonly state: HookState;
    readonly kept: boolean;
  }[];
}

const calls = (text: string, name: AnyHook): boolean =>
  new RegExp(`^[^#\\n]*(?:\\bhook|--as) ${name}\\b`, 'm').test(text);

function stateOf(repo: Repo, name: AnyHook, path: string, parts: Installation | null, strict: boolean): HookState {
  const text = repo.ports.files.readText(path);
  if (text === null) return 'missing';
  const runs = ((repo.ports.files.stat(path)?.mode ?? 0) & 0o111) !== 0;
  if (parts === null && !calls(text, name)) return 'other';
  if (parts === null) return runs ? 'installed' : 'disabled';
  if (!isOurs(text)) return 'other';
  if (!runs) return 'disabled';
  return text === stubFor(name, parts, strict) ? 'installed' : 'outdated';
}

export async function hooksStatus(
  repo: Repo,
  parts: Installation,
  names: readonly AnyHook[] = HOOK_NAMES,
): Promise<Result<HooksStatus>> {
  const foreign = await foreignHooks(repo);
  if (!foreign.ok) return foreign;
  const strict = await isStrict(repo);
  if (!strict.ok) return strict;
  const directory = foreign.value ?? hooksDirectory(repo);
  const hooks = names.map((name) => {
    const path = foreign.value === null ? hookPath(repo, name) : managersFile(directory, name);
    return {
      name,
      path,
      state: stateOf(repo, name, path, foreign.value === null ? parts : null, strict.value),
      kept: repo.ports.files.stat(keptPath(repo, name)) !== null,
    };
  });
  return ok({ directory, own: foreign.value === null, hooks });
}

export const allInstalled = (status: HooksStatus): boolean => status.hooks.every(({ state }) => state === 'installed');
