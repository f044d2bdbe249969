/** Proofs 3 and 4: the base has what the head would bring, though not its commits (a squash, a rebase, a cherry-pick). */
import { ok, type Result } from '../../domain/result.ts';
import { changedPaths, entriesAt } from '../../git/changes.ts';
import { mergeTrees } from '../../git/merge-tree.ts';
import { type Apart, type Claim, forkOf, type Ground, type Head, type Prover } from './ground.ts';
import { repeated } from './repeated.ts';

export const contained: Prover = async (ground, heads) => {
  const apart = await differing(ground, heads);
  const same = await sameTree(ground, apart);
  if (!same.ok) return same;
  const claims = new Map<Head, Claim>();
  for (const { head } of same.value) claims.set(head, { oid: ground.base, proof: 'tree', from: null });
  const patches = await repeated(
    ground,
    apart.filter(({ head }) => !claims.has(head)),
  );
  if (!patches.ok) return patches;
  return ok(new Map([...claims, ...patches.value]));
};

/** A branch without a difference of its own proves nothing by its content. */
async function differing(ground: Ground, heads: readonly Head[]): Promise<readonly Apart[]> {
  const begun = heads.flatMap((head) => {
    const fork = forkOf(ground, head);
    return fork === null ? [] : [{ head, fork }];
  });
  const paths = await changedPaths(
    ground.repo,
    begun.map(({ head, fork }) => ({ from: fork, to: head.tip })),
  );
  return begun.map((one, n) => ({ ...one, paths: paths[n] ?? [] })).filter((one) => one.paths.length > 0);
}

/**
 * Those whose merge would change nothing. A path that both sides changed differently wants a real merge; where the base
 * still has the old content, a merge would bring the new one.
 */
async function sameTree({ repo, base }: Ground, apart: readonly Apart[]): Promise<Result<readonly Apart[]>> {
  const here = await entriesAt(repo, base, new Set(apart.flatMap(({ paths }) => paths.map(({ path }) => path))));
  const at = (path: string): string => here.get(path) ?? '';
  const isAt = (path: string, entry: string): boolean => at(path) === (entry.startsWith('000000 ') ? '' : entry);
  const same: Apart[] = [];
  const unsure: Apart[] = [];
  for (const one of apart) {
    if (one.paths.every(({ path, to }) => isAt(path, to))) same.push(one);
    else if (!one.paths.some(({ path, from }) => isAt(path, from))) unsure.push(one);
  }
  if (unsure.length === 0) return ok(same);
  const [tree, merged] = await Promise.all([
    repo.reader.info(`${base}^{tree}`),
    mergeTrees(
      repo,
      unsure.map(({ head }) => [base, head.tip]),
      base,
    ),
  ]);
  if (!merged.ok) return merged;
  return ok([...same, ...unsure.filter((_, n) => merged.value[n] === tree?.oid)]);
}
