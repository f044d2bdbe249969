/** The branches of this clone and its remote, with their requests and whether they are landed. */

import { judgeName } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { parseDuration } from '../domain/duration.ts';
import { isExemptBranch } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { listWorktrees } from '../git/worktrees.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { isUnreadable, loadCrq } from '../store/crq-load.ts';
import { nameRule } from './branch-new.ts';
import { survey } from './branch-survey.ts';
import { branchTip, listBranches } from './branches.ts';
import { DURATION_INVALID, NO_CRQ_HERE } from './errors.ts';
import type { Landed } from './landed/ground.ts';

export interface ListedBranch {
  readonly name: string;
  readonly crq?: CrqId;
  readonly oid: Oid;
  /** Commits that the base does not have, and the other way round. */
  readonly ahead: number;
  readonly behind: number;
  readonly landed?: Landed;
  readonly worktree?: string;
  /** Age of the tip, in seconds. */
  readonly age_s: number;
}

export interface ListWords {
  /** Only branches without a commit for this long, as `30d`. */
  readonly stale: string | undefined;
  /** Only branches that are landed. */
  readonly merged: boolean;
}

export async function branchList(
  repo: Repo,
  basis: Basis,
  { stale, merged }: ListWords,
): Promise<Result<{ branches: readonly ListedBranch[] }>> {
  const least_s = stale === undefined ? 0 : parseDuration(stale);
  if (least_s === null)
    return fail(DURATION_INVALID, `${JSON.stringify(stale?.slice(0, 40))} is no span of time`, [
      'gitcrq branch list --stale 30d',
    ]);
  const [branches, trees] = await Promise.all([listBranches(repo, basis), listWorktrees(repo)]);
  if (!branches.ok) return branches;
  if (!trees.ok) return trees;
  const heads = branches.value.flatMap((branch) => {
    const tip = branchTip(branch);
    return tip === null ? [] : [{ name: branch.name, crq: branch.crq, tip }];
  });
  const surveyed = await survey(repo, basis, heads);
  if (!surveyed.ok) return surveyed;
  const dirs = new Map(trees.value.map(({ ref, dir }) => [ref, dir]));
  const now_s = Math.floor(repo.ports.clock.now().getTime() / 1000);
  const rows = surveyed.value.map(({ head, own, behind, landed, committed_s }): ListedBranch => {
    const worktree = dirs.get(branchRef(head.name));
    return {
      name: head.name,
      ...(head.crq === null ? {} : { crq: head.crq }),
      oid: head.tip,
      ahead: own.length,
      behind,
      ...(landed === null ? {} : { landed }),
      ...(worktree === undefined ? {} : { worktree }),
      age_s: Math.max(0, now_s - committed_s),
    };
  });
  return ok({
    branches: rows.filter(({ age_s, landed }) => age_s >= least_s && (!merged || landed !== undefined)),
  });
}

export interface CheckedBranch {
  readonly branch: string;
  readonly valid: boolean;
  readonly crq?: CrqId;
  readonly rule?: 'branch/name' | 'branch/unknown-crq';
  readonly why?: string;
  readonly suggestion?: string;
}

/** Judges a branch name and whether its request is there. Bases and exempt names are valid. */
export async function checkBranch(repo: Repo, basis: Basis, asked: string | undefined): Promise<Result<CheckedBranch>> {
  const branch = asked ?? currentBranch(repo);
  if (branch === null)
    return fail(NO_CRQ_HERE, 'HEAD is detached', ['gitcrq branch check feature/CRQ-42-add-login', 'git switch -']);
  if (isBaseBranch(basis, branch) || isExemptBranch(basis.policy, branch)) return ok({ branch, valid: true });
  const verdict = judgeName(branch, nameRule(basis));
  const named = verdict.crq === null ? {} : { crq: verdict.crq };
  if (!verdict.valid) {
    const suggestion = verdict.suggestion === undefined ? {} : { suggestion: verdict.suggestion };
    return ok({ branch, valid: false, ...named, rule: 'branch/name', why: verdict.why, ...suggestion });
  }
  const revisions = [
    basis.seen,
    (await repo.reader.info(branchRef(branch)))?.oid ?? null,
    asked === undefined ? repo.head.oid : null,
  ];
  for (const revision of revisions) {
    const found = revision === null || verdict.crq === null ? null : await loadCrq(repo, basis, revision, verdict.crq);
    if (found !== null && !isUnreadable(found)) return ok({ branch, valid: true, ...named });
  }
  return ok({
    branch,
    valid: false,
    ...named,
    rule: 'branch/unknown-crq',
    why: `${verdict.crq} is neither on ${basis.base} nor on this branch`,
  });
}
