/**
 * Where an import is written: to the branch that was asked for; else as a new request is: to the base, or, where that is
 * protected, to a branch of its own. Such a branch belongs to a request, which the same commit makes.
 */
import { branchFor } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { bornOnBranch } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { isRebasing } from '../git/worktrees.ts';
import type { Step } from '../plan/step.ts';
import { type Basis, baseTip } from '../store/basis.ts';
import { crqOfBranch } from '../store/branch-of.ts';
import { BRANCH_REBASING } from '../store/errors.ts';
import { branchConfig, nameRule, revisionOid } from './branch-new.ts';

export interface ImportPlace {
  readonly branch: string;
  readonly ref: string;
  /** Its tip here; null makes the branch, on `parent`. */
  readonly from: Oid | null;
  readonly parent: Oid;
  /** The request that the branch belongs to. */
  readonly owner: CrqId | null;
  /** Steps behind the one that makes the branch. */
  readonly further: readonly Step[];
}

/** Must the import have a request of its own, whose branch it goes to? */
export const needsOwn = (basis: Basis, on: string | undefined): boolean =>
  on === undefined && bornOnBranch(basis.policy, basis.base);

/** `own`: the request of its own, where it needs one. */
export async function importPlace(
  repo: Repo,
  basis: Basis,
  on: string | undefined,
  own: { readonly id: CrqId; readonly title: string; readonly type: string } | null,
): Promise<Result<ImportPlace>> {
  if (own !== null) {
    const start = await baseTip(repo, basis, basis.base);
    if (!start.ok) return start;
    const branch = branchFor(own.type, own.id, own.title, nameRule(basis));
    const further = [branchConfig(branch, own.id, start.value)];
    return ok({ branch, ref: branchRef(branch), from: null, parent: start.value, owner: own.id, further });
  }
  const branch = on?.replace(/^refs\/heads\//, '') ?? basis.base;
  const ref = branchRef(branch);
  if (isRebasing(repo, ref))
    return fail(BRANCH_REBASING, `${ref} is being rebased`, ['git rebase --continue', 'git rebase --abort']);
  const from = (await repo.reader.info(ref))?.oid ?? null;
  const shared = basis.remote === null ? null : await repo.reader.info(trackingRef(basis.remote, branch));
  const parent = from === null && shared === null ? await revisionOid(repo, ref) : ok(from ?? shared?.oid ?? null);
  if (!parent.ok) return parent;
  const owner = await crqOfBranch(repo, basis, branch);
  if (!owner.ok) return owner;
  if (parent.value === null) throw new Error(`${ref} has no commit`);
  return ok({ branch, ref, from, parent: parent.value, owner: owner.value, further: [] });
}
