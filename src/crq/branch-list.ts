/** The branches of this clone and its remote, with their requests and whether they are landed. */

import { judgeName } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { isExemptBranch } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { listWorktrees } from '../git/worktrees.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { isUnreadable, loadCrq } from '../store/crq-load.ts';
import { readQueueLog } from '../store/queue-log.ts';
import { nameRule } from './branch-new.ts';
import { branchTip, listBranches } from './branches.ts';
import { NO_CRQ_HERE } from './errors.ts';
import type { Landed } from './landed/ground.ts';
import { landedAs } from './landed.ts';

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

async function distanceTo(
  repo: Repo,
  basis: Basis,
  tip: Oid,
): Promise<Result<{ ahead: number; behind: number; at_s: number }>> {
  const time = await repo.output('reading a commit', ['show', '-s', '--format=%ct', tip]);
  if (!time.ok) return time;
  const at_s = Number(time.value.trim());
  if (basis.tip === null) return ok({ ahead: 0, behind: 0, at_s });
  const counted = await repo.output('counting commits', [
    'rev-list',
    '--left-right',
    '--count',
    `${tip}...${basis.tip}`,
  ]);
  if (!counted.ok) return counted;
  const [ahead = 0, behind = 0] = counted.value.trim().split('\t').map(Number);
  return ok({ ahead, behind, at_s });
}

export async function branchList(repo: Repo, basis: Basis): Promise<Result<{ branches: readonly ListedBranch[] }>> {
  const [branches, trees, events] = await Promise.all([
    listBranches(repo, basis),
    listWorktrees(repo),
    readQueueLog(repo, basis.base, basis.policy.crq.prefixes),
  ]);
  if (!branches.ok) return branches;
  if (!trees.ok) return trees;
  const rows: ListedBranch[] = [];
  for (const branch of branches.value) {
    const tip = branchTip(branch);
    if (tip === null) continue;
    const { name, crq } = branch;
    const [counts, landed] = await Promise.all([
      distanceTo(repo, basis, tip),
      landedAs(repo, basis, { name, crq, tip }, events),
    ]);
    if (!counts.ok) return counts;
    if (!landed.ok) return landed;
    const tree = trees.value.find((entry) => entry.ref === branchRef(name));
    const { ahead, behind, at_s } = counts.value;
    const age_s = Math.max(0, Math.floor(repo.ports.clock.now().getTime() / 1000) - at_s);
    rows.push({
      name,
      ...(crq === null ? {} : { crq }),
      oid: tip,
      ahead,
      behind,
      ...(landed.value === null ? {} : { landed: landed.value }),
      ...(tree === undefined ? {} : { worktree: tree.dir }),
      age_s,
    });
  }
  return ok({ branches: rows });
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
