/**
 * The steps of a landing. With a remote it is one atomic push, and the log here follows. Without one it is one
 * transaction of local refs, and the checkouts of the target move behind it.
 */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { REF_LOCKED } from '../git/errors.ts';
import { branchRef, isAncestor, type RefChange, readRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { isRebasing, listWorktrees, moveCheckout } from '../git/worktrees.ts';
import type { CheckoutStep, Step } from '../plan/step.ts';
import type { Waiting } from './waiting.ts';

type Checkouts = (ref: string) => readonly string[];

/** Directories of the checkouts that exist, by ref. */
async function readCheckouts(repo: Repo): Promise<Result<Checkouts>> {
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  const there = trees.value.filter(({ dir, bare }) => !bare && repo.ports.files.stat(dir) !== null);
  return ok((ref) => there.filter((tree) => tree.ref === ref).map(({ dir }) => dir));
}

/** The checkouts that could not follow a move of their branch without losing work. */
async function inTheWay(repo: Repo, dirs: readonly string[], from: Oid, to: Oid): Promise<Result<readonly string[]>> {
  const found: string[] = [];
  for (const dir of dirs) {
    const may = await moveCheckout(repo, dir, from, to, 'try');
    if (!may.ok) return may;
    if (!may.value) found.push(dir);
  }
  return ok(found);
}

/** The step by which a local branch follows the remote, if it can: it is an ancestor and its checkouts are not in the way. */
export async function follow(repo: Repo, ref: string, to: Oid): Promise<Result<readonly Step[]>> {
  const from = await readRef(repo, ref);
  if (from === null || from === to) return ok([]);
  const ahead = await isAncestor(repo, from, to);
  if (!ahead.ok) return ahead;
  const stay = (why: string): Result<readonly Step[]> => {
    repo.ports.out.note(`local ${ref.replace(/^refs\/heads\//, '')} stays behind: ${why}`);
    return ok([]);
  };
  if (!ahead.value) return stay('it has commits that the remote does not have');
  if (isRebasing(repo, ref)) return stay('it is being rebased');
  const checkouts = await readCheckouts(repo);
  if (!checkouts.ok) return checkouts;
  const dirs = checkouts.value(ref);
  const blocked = await inTheWay(repo, dirs, from, to);
  if (!blocked.ok) return blocked.error.code === REF_LOCKED.code ? stay(blocked.error.message) : blocked;
  if (blocked.value.length > 0) return stay(`${blocked.value.join(', ')} has changes in the way`);
  return ok([{ kind: 'advance', ref, from, to, dirs }]);
}

/** Where a landing moves refs: the target first. */
export interface Moves {
  readonly target: RefChange & { readonly to: Oid };
  readonly log: RefChange & { readonly to: Oid };
  /** The deletion of the landed branch; null if the policy keeps it. */
  readonly branch: RefChange | null;
}

/** A push of several refs, one of which is a log, and the log's copy here behind it. */
export async function pushWithLog(
  repo: Repo,
  remote: string,
  changes: readonly RefChange[],
  { ref, to }: Moves['log'],
): Promise<readonly Step[]> {
  const from = await readRef(repo, ref);
  const copied: readonly Step[] = from === to ? [] : [{ kind: 'advance', ref, from, to, dirs: [] }];
  return [{ kind: 'push', remote, changes }, ...copied];
}

export const remoteSteps = (repo: Repo, remote: string, { target, log, branch }: Moves): Promise<readonly Step[]> =>
  pushWithLog(repo, remote, [target, log, ...(branch === null ? [] : [branch])], log);

/** The steps, or the checkouts of the target that are in the way. */
export async function localSteps(
  repo: Repo,
  entry: Waiting,
  { target, log, branch }: Moves,
): Promise<Result<{ steps: readonly Step[] } | { dirty: readonly string[] }>> {
  const checkouts = await readCheckouts(repo);
  if (!checkouts.ok) return checkouts;
  const dirs = checkouts.value(target.ref);
  // In a dry run of several landings the checkout is still where the first one found it.
  const from = (await readRef(repo, target.ref)) ?? entry.tip;
  const dirty = await inTheWay(repo, dirs, from, target.to);
  if (!dirty.ok) return dirty;
  if (dirty.value.length > 0) return ok({ dirty: dirty.value });
  const used = branch === null || checkouts.value(branch.ref).length > 0 || isRebasing(repo, branch.ref);
  const follow = dirs.map(
    (dir): CheckoutStep => ({ kind: 'checkout', ref: target.ref, dir, from: entry.tip, to: target.to }),
  );
  return ok({
    steps: [
      { kind: 'refs', changes: [target, log, ...(used ? [] : [branch])], reason: `land ${entry.branch}` },
      ...follow,
    ],
  });
}

/** Local refs that move forward, and the checkouts of them; or the checkouts that are in the way. */
export async function localMoves(
  repo: Repo,
  changes: readonly RefChange[],
  reason: string,
): Promise<Result<{ steps: readonly Step[] } | { dirty: readonly string[] }>> {
  const checkouts = await readCheckouts(repo);
  if (!checkouts.ok) return checkouts;
  const dirty: string[] = [];
  const moving: CheckoutStep[] = [];
  for (const { ref, from, to } of changes) {
    if (from === null || to === null) continue;
    const dirs = checkouts.value(ref);
    const blocked = await inTheWay(repo, dirs, from, to);
    if (!blocked.ok) return blocked;
    dirty.push(...blocked.value);
    moving.push(...dirs.map((dir): CheckoutStep => ({ kind: 'checkout', ref, dir, from, to })));
  }
  return ok(dirty.length > 0 ? { dirty } : { steps: [{ kind: 'refs', changes, reason }, ...moving] });
}

export const branchDeletion = ({ branch, head, basis }: Waiting): RefChange | null =>
  basis.policy.merge.delete_branch ? { ref: branchRef(branch), from: head, to: null } : null;
