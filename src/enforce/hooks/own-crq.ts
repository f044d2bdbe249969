/** The request that work in this checkout belongs to: that of the branch checked out, or of the branch being rebased. */

import { branchOfRef } from '../../domain/branch-name.ts';
import type { CrqId } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import { currentBranch, type Repo } from '../../git/repo.ts';
import { rebasedRef } from '../../git/worktrees.ts';
import type { Basis } from '../../store/basis.ts';
import { crqOfBranch } from '../../store/branch-of.ts';

/** Name of the branch that a commit made now will end up on; null if detached. */
export function workBranch(repo: Repo): string | null {
  const branch = currentBranch(repo);
  if (branch !== null) return branch;
  const ref = rebasedRef(repo);
  return ref === null ? null : branchOfRef(ref);
}

export async function ownCrq(repo: Repo, basis: Basis): Promise<Result<CrqId | null>> {
  const branch = workBranch(repo);
  return branch === null ? ok(null) : crqOfBranch(repo, basis, branch);
}
