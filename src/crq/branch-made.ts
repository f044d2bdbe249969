/** `branch new`: the branch itself, and the way onto it. */
import { resolve } from 'node:path';
import type { BranchName, CrqId, Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { goTo, type NewBranch, planBranch } from './branch-new.ts';

export interface BranchMade {
  readonly branch: BranchName;
  readonly crq: CrqId;
  readonly base: string;
  readonly oid: Oid;
  readonly worktree?: string;
}

export interface BranchWords extends NewBranch {
  readonly worktree: string | null;
  readonly switch: boolean;
}

export async function planNewBranch(repo: Repo, basis: Basis, id: string, words: BranchWords): Promise<Result<Plan>> {
  const planned = await planBranch(repo, basis, id, words);
  if (!planned.ok) return planned;
  const { branch, oid, base, steps } = planned.value;
  const worktree = words.worktree === null ? null : resolve(repo.cwd, words.worktree);
  const go = words.switch || worktree !== null ? goTo(repo, branch, worktree) : ok([]);
  if (!go.ok) return go;
  const answer: BranchMade = { branch, crq: planned.value.id, base, oid, ...(worktree === null ? {} : { worktree }) };
  return ok({ op: 'branch new', title: branch, steps: [...steps, ...go.value], answer });
}
