/** `branch rename`: the branch, its checkouts, what the clone notes about it, and its copy on the remote; by the rule of names. */

import { judgeName } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef, readRef, trackingRef } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { listWorktrees } from '../git/worktrees.ts';
import type { Plan, Step } from '../plan/step.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { branchNotes, crqOfBranch, sharedName } from '../store/branch-of.ts';
import { branchKeys, type KeyMove, moveKeys, renoteKeys } from './branch-config.ts';
import { nameRule } from './branch-new.ts';
import { BRANCH_EXISTS, BRANCH_NAME_INVALID, NO_CRQ_HERE, REVISION_UNKNOWN } from './errors.ts';
import { findCrq } from './find.ts';
import { synced } from './sync.ts';

export interface Renamed {
  readonly branch: string;
  readonly was: string;
  readonly crq: CrqId;
  readonly oid: Oid;
  /** True if the remote has it under the new name as well. */
  readonly pushed: boolean;
}

/** `old` is the branch checked out if it is not named. */
export async function planRename(
  repo: Repo,
  basis: Basis,
  old: string | undefined,
  branch: string,
): Promise<Result<Plan>> {
  const was = old ?? currentBranch(repo);
  if (was === null) return fail(NO_CRQ_HERE, 'HEAD is detached', [`gitcrq branch rename OLD ${branch}`]);
  const tip = await readRef(repo, branchRef(was));
  if (tip === null) return fail(REVISION_UNKNOWN, `there is no branch ${was} here`, ['gitcrq branch list']);
  const crq = await allowed(repo, basis, was, branch);
  if (!crq.ok) return crq;
  if (was === branch) return fail(BRANCH_EXISTS, `${branch} is its name already`, ['gitcrq branch list']);
  const known = await onRemote(repo, basis, was);
  if (!known.ok) return known;
  const now = known.value.there === null ? ok(basis) : await synced(repo, basis);
  if (!now.ok) return now;
  const moved = await moveBranch(repo, now.value, { was, branch, crq: crq.value }, tip);
  if (!moved.ok) return moved;
  const { steps, pushed } = moved.value;
  const answer: Renamed = { branch, was, crq: crq.value, oid: tip, pushed };
  return ok({ op: 'branch rename', title: `${was} to ${branch}`, steps, answer });
}

/** The branch's name on the remote, and what was fetched last by that name. */
async function onRemote(
  repo: Repo,
  basis: Basis,
  branch: string,
): Promise<Result<{ readonly sharedAs: string; readonly there: Oid | null }>> {
  const notes = await branchNotes(repo, basis);
  if (!notes.ok) return notes;
  const sharedAs = sharedName(basis, notes.value, branch);
  return ok({
    sharedAs,
    there: basis.remote === null ? null : await readRef(repo, trackingRef(basis.remote, sharedAs)),
  });
}

/**
 * Moves a branch whose tip is (or by then will be) `tip`, as last fetched; one that keeps its name only changes its
 * request. Fails BRANCH_EXISTS.
 */
export async function moveBranch(
  repo: Repo,
  basis: Basis,
  move: Omit<KeyMove, 'sharedAs'>,
  tip: Oid,
): Promise<Result<{ readonly steps: readonly Step[]; readonly pushed: boolean }>> {
  const { remote } = basis;
  const { was, branch } = move;
  const keys = await branchKeys(repo);
  if (!keys.ok) return keys;
  if (branch === was) return ok({ steps: renoteKeys(keys.value, branch, move.crq), pushed: false });
  const known = await onRemote(repo, basis, was);
  if (!known.ok) return known;
  const { sharedAs, there } = known.value;
  const shared = remote === null || sharedAs === branch ? [] : [trackingRef(remote, branch)];
  for (const ref of [branchRef(branch), ...shared])
    if ((await readRef(repo, ref)) !== null)
      return fail(BRANCH_EXISTS, `${ref} is there already`, ['gitcrq branch list']);
  const local = await localMove(repo, was, branch, tip);
  if (!local.ok) return local;
  const pushed = there !== null;
  const steps = [
    ...local.value,
    ...moveKeys(keys.value, { ...move, ...(pushed ? { sharedAs } : {}) }),
    ...remoteMove(remote, sharedAs, branch, there),
  ];
  return ok({ steps, pushed });
}

/** The request that the new name speaks of: it must be there, and the same as before. */
async function allowed(repo: Repo, basis: Basis, was: string, branch: string): Promise<Result<CrqId>> {
  if (isBaseBranch(basis, was))
    return fail(BRANCH_NAME_INVALID, `${was} is a base and keeps its name`, ['gitcrq config get branches.base']);
  const before = await crqOfBranch(repo, basis, was);
  if (!before.ok) return before;
  const rule = nameRule(basis);
  const verdict = judgeName(branch, rule);
  if (!verdict.valid || verdict.crq === null) {
    const better = verdict.suggestion ?? `${rule.types[0]}/${before.value ?? `${rule.prefixes[0]}-42`}-add-login`;
    return fail(BRANCH_NAME_INVALID, `${branch}: ${verdict.why}`, [`gitcrq branch rename ${was} ${better}`]);
  }
  if (before.value !== null && before.value !== verdict.crq) {
    const own = branch.replace(verdict.crq, before.value);
    return fail(BRANCH_NAME_INVALID, `${was} is a branch of ${before.value}, and ${branch} names ${verdict.crq}`, [
      `gitcrq branch rename ${was} ${own}`,
    ]);
  }
  const found = await findCrq(repo, basis, verdict.crq);
  if (!found.ok && before.value === null) return found;
  return ok(verdict.crq);
}

/** The new branch first, so that every checkout has one to go to; then the old one goes. */
async function localMove(repo: Repo, was: string, branch: string, tip: Oid): Promise<Result<readonly Step[]>> {
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  const reason = `rename ${was} to ${branch}`;
  const dirs = trees.value.filter(({ ref }) => ref === branchRef(was));
  return ok([
    { kind: 'refs', changes: [{ ref: branchRef(branch), from: null, to: tip }], reason },
    ...dirs.map(({ dir }): Step => ({ kind: 'switch', dir, from: was, to: branch })),
    { kind: 'refs', changes: [{ ref: branchRef(was), from: tip, to: null }], reason },
  ]);
}

/** What the remote has of it gets the new name as it is; commits that were not pushed stay here. */
const remoteMove = (remote: string | null, sharedAs: string, branch: string, there: Oid | null): readonly Step[] =>
  remote === null || there === null || sharedAs === branch
    ? []
    : [
        {
          kind: 'push',
          remote,
          changes: [
            { ref: branchRef(branch), from: null, to: there },
            { ref: branchRef(sharedAs), from: there, to: null },
          ],
        },
      ];
