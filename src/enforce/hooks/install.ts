/**
 * Plans that put the stubs in place and take them away. An earlier hook moves aside byte for byte, with its mode, and
 * comes back; a plan with no step means that nothing is left to do.
 */
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { content, contentAt } from '../../plan/kinds/files.ts';
import type { FileChange, FileContent, Plan } from '../../plan/step.ts';
import { HOOK_IN_THE_WAY } from '../errors.ts';
import { quoted } from '../quote.ts';
import { type AnyHook, HOOK_NAMES } from './names.ts';
import { foreignHooks, hookPath, hooksDirectory, hooksPathSet, isStrict, keptPath } from './place.ts';
import { type Installation, isOurs, stubFor } from './stub.ts';

export type { Installation } from './stub.ts';

export interface HooksChanged {
  readonly directory: string;
  /** Hooks that this operation wrote or took away. */
  readonly hooks: readonly AnyHook[];
  /** Earlier hooks of other tools: kept beside ours, or given back. */
  readonly kept: readonly AnyHook[];
}

const textOf = (file: FileContent): string => Buffer.from(file.base64, 'base64').toString('utf8');
const same = (a: FileContent, b: FileContent): boolean =>
  a.base64 === b.base64 && a.mode === b.mode && a.link === b.link;
const isStub = (file: FileContent): boolean => file.link !== true && isOurs(textOf(file));

/** The changes for one hook. */
function installOne(repo: Repo, name: AnyHook, parts: Installation, strict: boolean): Result<readonly FileChange[]> {
  const [path, kept] = [hookPath(repo, name), keptPath(repo, name)];
  const [now, before] = [contentAt(repo, path), contentAt(repo, kept)];
  const stub = content(stubFor(name, parts, strict), 0o755);
  if (now !== null && same(now, stub)) return ok([]);
  const ours: FileChange = { path, from: now, to: stub };
  if (now === null || isStub(now)) return ok([ours]);
  if (before !== null && !same(before, now)) {
    return fail(HOOK_IN_THE_WAY, `${path} is not gitcrq's, and ${kept} is there already`, [
      `diff ${quoted(kept)} ${quoted(path)}`,
      `mv ${quoted(kept)} ${quoted(`${kept}.old`)}`,
    ]);
  }
  return ok([...(before === null ? [{ path: kept, from: null, to: now }] : []), ours]);
}

interface Operation {
  readonly op: string;
  readonly title: string;
  readonly names: readonly AnyHook[];
}

const plan = (repo: Repo, { op, title, names }: Operation, changes: readonly FileChange[]): Plan => {
  const touched = (path: (repo: Repo, name: AnyHook) => string): readonly AnyHook[] =>
    names.filter((name) => changes.some((change) => change.path === path(repo, name)));
  const answer: HooksChanged = { directory: hooksDirectory(repo), hooks: touched(hookPath), kept: touched(keptPath) };
  return { op, title, steps: changes.length === 0 ? [] : [{ kind: 'files', files: changes }], answer };
};

/** Stubs for these hooks. Fails: HOOKS_PATH_SET, HOOK_IN_THE_WAY. The answer of the plan is a HooksChanged. */
export async function planInstall(
  repo: Repo,
  parts: Installation,
  names: readonly AnyHook[] = HOOK_NAMES,
): Promise<Result<Plan>> {
  const foreign = await foreignHooks(repo);
  if (!foreign.ok) return foreign;
  if (foreign.value !== null) return hooksPathSet(repo, foreign.value, names);
  const strict = await isStrict(repo);
  if (!strict.ok) return strict;
  const changes: FileChange[] = [];
  for (const name of names) {
    const one = installOne(repo, name, parts, strict.value);
    if (!one.ok) return one;
    changes.push(...one.value);
  }
  return ok(plan(repo, { op: 'hooks install', title: `hooks in ${hooksDirectory(repo)}`, names }, changes));
}

/** Only what is ours goes; what another tool wrote over it stays, and so does the hook kept before. */
function uninstallOne(repo: Repo, name: AnyHook): readonly FileChange[] {
  const [path, kept] = [hookPath(repo, name), keptPath(repo, name)];
  const [now, before] = [contentAt(repo, path), contentAt(repo, kept)];
  if (now === null || !isStub(now)) return [];
  return [{ path, from: now, to: before }, ...(before === null ? [] : [{ path: kept, from: before, to: null }])];
}

export const planUninstall = (repo: Repo, names: readonly AnyHook[] = HOOK_NAMES): Plan =>
  plan(
    repo,
    { op: 'hooks uninstall', title: `no hooks in ${hooksDirectory(repo)}`, names },
    names.flatMap((name) => uninstallOne(repo, name)),
  );
