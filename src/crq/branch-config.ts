/** What this clone's git config holds about branches: taken away with a branch, moved along when it is renamed. */
import type { CrqId } from '../domain/brand.ts';
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

/** git writes keys in lower case. */
const NOTED = 'gitcrqcrq';

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

/** The branch stays, and belongs to another request. */
export const renoteKeys = (keys: ReadonlyMap<string, readonly BranchKey[]>, branch: string, crq: CrqId) =>
  step(
    (keys.get(branch) ?? [])
      .filter(({ key }) => key === NOTED)
      .flatMap(({ values }) => values.map((from) => ({ key: `branch.${branch}.${NOTED}`, from, to: crq }))),
  );

export interface KeyMove {
  readonly was: string;
  readonly branch: string;
  /** The request that the branch belongs to from now on. */
  readonly crq: CrqId;
  /** Its old name on the remote, if it moves there as well: the upstream moves along. */
  readonly sharedAs?: string;
}

export function moveKeys(
  keys: ReadonlyMap<string, readonly BranchKey[]>,
  { was: old, branch, crq, sharedAs }: KeyMove,
): readonly Step[] {
  const own = keys.get(old) ?? [];
  const after = (key: string, value: string): string => {
    if (key === NOTED) return crq;
    return key === 'merge' && sharedAs !== undefined && value === branchRef(sharedAs) ? branchRef(branch) : value;
  };
  const fresh = own.flatMap((key) => key.values.map((value) => changeOf(branch, key, after(key.key, value), true)));
  // A section left over from an earlier branch of the new name would speak of another one.
  return [...forgetKeys(keys, [branch]), ...step(fresh), ...forgetKeys(keys, [old])];
}
