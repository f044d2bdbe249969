/** `branch delete`: one branch here. What is not landed is only given up by --force, and comes back by `gitcrq undo`. */

import type { CrqId, Oid } from '../domain/brand.ts';
import { quoted } from '../domain/quote.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef, readRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { isRebasing, listWorktrees } from '../git/worktrees.ts';
import type { Plan } from '../plan/step.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { crqOfBranch } from '../store/branch-of.ts';
import { BASE_PROTECTED } from '../store/errors.ts';
import { branchKeys, forgetKeys } from './branch-config.ts';
import { type LostCommit, lostCommits, lostLines } from './branch-lost.ts';
import { survey } from './branch-survey.ts';
import { BRANCH_CHECKED_OUT, BRANCH_UNLANDED, REVISION_UNKNOWN } from './errors.ts';
import type { Landed } from './landed/ground.ts';

export interface Deleted {
  readonly branch: string;
  readonly crq?: CrqId;
  readonly oid: Oid;
  readonly landed?: Landed;
  /** Commits that only --force gave up, newest first; the first few of `ahead`. */
  readonly commits: readonly LostCommit[];
  readonly ahead: number;
}

export async function planDelete(repo: Repo, basis: Basis, name: string, force: boolean): Promise<Result<Plan>> {
  const ref = branchRef(name);
  const tip = await readRef(repo, ref);
  if (tip === null) return fail(REVISION_UNKNOWN, `there is no branch ${name} here`, ['gitcrq branch list']);
  const free = await isFree(repo, basis, name);
  if (!free.ok) return free;
  const [crq, keys] = await Promise.all([crqOfBranch(repo, basis, name), branchKeys(repo)]);
  if (!crq.ok) return crq;
  if (!keys.ok) return keys;
  const found = await survey(repo, basis, [{ name, crq: crq.value, tip }]);
  if (!found.ok) return found;
  const { own = [], landed = null } = found.value[0] ?? {};
  const lost = landed === null ? own : [];
  const commits = await lostCommits(repo, lost);
  if (lost.length > 0 && !force)
    return fail(
      BRANCH_UNLANDED,
      `${name} is not landed; ${lost.length} ${lost.length === 1 ? 'commit' : 'commits'} would be lost:\n${lostLines(commits, lost.length).join('\n')}`,
      [
        ...(crq.value === null ? [] : [`gitcrq close ${crq.value}`]),
        `git log ${quoted(`${basis.base}..${name}`)}`,
        `gitcrq branch delete ${name} --force`,
      ],
    );
  const answer: Deleted = {
    branch: name,
    ...(crq.value === null ? {} : { crq: crq.value }),
    oid: tip,
    ...(landed === null ? {} : { landed }),
    commits,
    ahead: lost.length,
  };
  const gone = { kind: 'refs', changes: [{ ref, from: tip, to: null }], reason: `delete ${name}` } as const;
  return ok({ op: 'branch delete', title: name, steps: [gone, ...forgetKeys(keys.value, [name])], answer });
}

/** No base, and nobody works on it. */
async function isFree(repo: Repo, basis: Basis, name: string): Promise<Result<void>> {
  if (isBaseBranch(basis, name))
    return fail(BASE_PROTECTED, `${name} is a base, and bases are not deleted`, ['gitcrq config get branches.base']);
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  const tree = trees.value.find(({ ref }) => ref === branchRef(name));
  if (tree !== undefined)
    return fail(BRANCH_CHECKED_OUT, `${name} is checked out in ${tree.dir}`, [
      tree.dir === repo.workTree ? `git switch ${basis.base}` : `git worktree remove ${JSON.stringify(tree.dir)}`,
    ]);
  if (isRebasing(repo, branchRef(name)))
    return fail(BRANCH_CHECKED_OUT, `${name} is being rebased`, ['git rebase --continue', 'git rebase --abort']);
  return ok(undefined);
}
