/** The request that work in this checkout belongs to: that of the branch checked out, or of the branch being rebased. */

import { branchCrq } from '../../domain/branch-name.ts';
import type { CrqId } from '../../domain/brand.ts';
import { parseWrittenId } from '../../domain/id.ts';
import { ok, type Result } from '../../domain/result.ts';
import { gitConfig } from '../../git/config.ts';
import { currentBranch, type Repo } from '../../git/repo.ts';
import { rebasedRef } from '../../git/worktrees.ts';
import { type Basis, isBaseBranch } from '../../store/basis.ts';

const HEADS = 'refs/heads/';

/** Name of the branch that a commit made now will end up on; null if detached. */
export function workBranch(repo: Repo): string | null {
  const branch = currentBranch(repo);
  if (branch !== null) return branch;
  const ref = rebasedRef(repo);
  return ref?.startsWith(HEADS) === true ? ref.slice(HEADS.length) : null;
}

/** A branch that was renamed keeps its request in git's config; any other says it by its name. A base has none. */
export async function ownCrq(repo: Repo, basis: Basis): Promise<Result<CrqId | null>> {
  const branch = workBranch(repo);
  if (branch === null || isBaseBranch(basis, branch)) return ok(null);
  const { prefixes } = basis.policy.crq;
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  const noted = config.value.get(`branch.${branch}.gitcrqcrq`);
  return ok((noted === undefined ? null : parseWrittenId(noted, prefixes)) ?? branchCrq(branch, prefixes));
}
