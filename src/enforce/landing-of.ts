/**
 * By which landing a commit of a base came there, and who was trusted then. Where every landing of a range is judged by
 * the list of its own first parent, none can give itself a right: the first of them stands on what was judged before.
 */
import type { Ground } from '../coord/review-holds.ts';
import { trustIn, trustNow } from '../coord/trust.ts';
import type { Oid } from '../domain/brand.ts';
import { unwrap } from '../domain/result.ts';
import { isAncestor } from '../git/refs.ts';
import { isBaseBranch } from '../store/basis.ts';
import { recordRules } from '../store/merge-commits.ts';
import type { Scope } from './scope.ts';

/** Is the range one of a base, made of landings, rather than a branch that is to land? */
export async function isLanded({ repo, basis, range }: Scope): Promise<boolean> {
  if (range.branch !== null) return isBaseBranch(basis, range.branch);
  return basis.tip !== null && unwrap(await isAncestor(repo, range.head, basis.tip));
}

/** The first-parent chain of the range, oldest first. */
async function chain({ repo, range: { base, head } }: Scope): Promise<readonly Oid[]> {
  const not = base === null ? [] : ['--not', base];
  const walk = ['rev-list', '--first-parent', '--reverse', head, ...not, '--'];
  const list = unwrap(await repo.output('listing landings', walk));
  return list.split('\n').filter((line) => line !== '') as Oid[]; // git's own rev-list
}

/** What landed each of these commits; none for a commit that the chain does not reach. */
export async function landingsOf(scope: Scope, commits: readonly Oid[]): Promise<ReadonlyMap<Oid, Ground>> {
  const { repo, basis } = scope;
  const landings = await chain(scope);
  const found = new Map<Oid, Ground>();
  for (const commit of commits) {
    // What one of them has, all later ones have.
    let [low, high] = [0, landings.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = landings[middle];
      if (at !== undefined && unwrap(await isAncestor(repo, commit, at))) high = middle;
      else low = middle + 1;
    }
    const head = landings[low];
    const base = head === undefined ? null : await repo.reader.info(`${head}^1`);
    if (head === undefined || base === null) continue;
    const trust = base.oid === basis.tip ? trustNow(basis) : unwrap(await trustIn(repo, base.oid));
    found.set(commit, { base: base.oid, head, trust, ...recordRules(basis.policy) });
  }
  return found;
}
