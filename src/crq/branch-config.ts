/** What this clone's git config holds about branches: taken away with a branch, moved along when it is renamed. */
import { ok, type Result } from '../domain/result.ts';
import { parseConfig } from '../git/config.ts';
import { branchRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { ConfigChange, GitConfigStep, Step } from '../plan/step.ts';

export interface BranchKey {
  /** `remote`, `merge`, `gitcrqcrq`, … */
  readonly key: string;
  readonly values: readonly string[];
}

/** The clone's own keys, by branch; the user's and the machine's are not ours to move. */
export async function branchKeys(repo: Repo): Promise<Result<ReadonlyMap<string, readonly BranchKey[]>>> {
  const run = await repo.git(['config', '--local', '--list', '-z']);
  if (!run.ok) return run;
  const config = parseConfig(run.value.stdout.toString('utf8'));
  const found = new Map<string, BranchKey[]>();
  for (const name of config.keys()) {
    const match = /^branch\.(.+)\.([^.]+)$/s.exec(name);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const list = found.get(match[1]) ?? [];
    list.push({ key: match[2], values: config.all(name) });
    found.set(match[1], list);
  }
  return ok(found);
}

const changeOf = (branch: string, { key, values }: BranchKey, value: string, add: boolean): ConfigChange => ({
  key: `branch.${branch}.${key}`,
  from: add ? null : value,
  to: add ? value : null,
  ...(values.length > 1 ? { among: true } : {}),
});

const step = (changes: readonly ConfigChange[]): readonly Step[] =>
  changes.length === 0 ? [] : [{ kind: 'git-config', changes } satisfies GitConfigStep];

export const forgetKeys = (keys: ReadonlyMap<string, readonly BranchKey[]>, branches: readonly string[]) =>
  step(
    branches.flatMap((branch) =>
      (keys.get(branch) ?? []).flatMap((key) => key.values.map((value) => changeOf(branch, key, value, false))),
    ),
  );

/** The upstream of that name on the remote moves along if `pushed`. */
export function moveKeys(
  keys: ReadonlyMap<string, readonly BranchKey[]>,
  old: string,
  branch: string,
  pushed: boolean,
): readonly Step[] {
  const own = keys.get(old) ?? [];
  const fresh = own.flatMap((key) =>
    key.values.map((value) =>
      changeOf(
        branch,
        key,
        pushed && key.key === 'merge' && value === branchRef(old) ? branchRef(branch) : value,
        true,
      ),
    ),
  );
  // A section left over from an earlier branch of the new name would speak of another one.
  return [...forgetKeys(keys, [branch]), ...step(fresh), ...forgetKeys(keys, [old])];
}
