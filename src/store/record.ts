/**
 * One commit that changes records, made without `git commit`: no hook runs, nothing staged or dirty takes part. Where
 * the branch is checked out, only the paths of the record move along, and only if nobody changed them there.
 */
import { join } from 'node:path';
import type { Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { writeCommit } from '../git/commit.ts';
import type { RefChange } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { changedTree, readTree, type TreeEntry } from '../git/tree.ts';
import { isRebasing, listWorktrees, pathState } from '../git/worktrees.ts';
import type { FollowEntry, Step } from '../plan/step.ts';
import { BRANCH_REBASING, CHECKOUT_IN_THE_WAY } from './errors.ts';

export interface RecordEdit {
  /** Full ref of the branch that gets the commit. */
  readonly ref: string;
  /** Its tip; null creates the branch, on top of `parent` or as a first commit. */
  readonly from: Oid | null;
  readonly parent: Oid | null;
  /** Path → whole new content, or null to remove the file. */
  readonly files: ReadonlyMap<string, string | Buffer | null>;
  readonly message: string;
  /** Further refs of the same transaction. */
  readonly also?: readonly RefChange[];
}

export interface PlannedRecord {
  readonly oid: Oid;
  readonly steps: readonly Step[];
}

async function entryAt(repo: Repo, commit: Oid | null, path: string): Promise<TreeEntry | null> {
  if (commit === null) return null;
  const cut = path.lastIndexOf('/');
  const entries = await readTree(repo, `${commit}:${cut === -1 ? '' : path.slice(0, cut)}`);
  const name = Buffer.from(path.slice(cut + 1), 'utf8').toString('latin1');
  return entries?.find((entry) => entry.name === name) ?? null;
}

/** Writes tree and commit, and says which steps make them visible. */
export async function planRecord(repo: Repo, edit: RecordEdit): Promise<Result<PlannedRecord>> {
  if (isRebasing(repo, edit.ref))
    return fail(BRANCH_REBASING, `${edit.ref} is being rebased`, ['git rebase --continue', 'git rebase --abort']);
  const parent = edit.from ?? edit.parent;
  const entries: FollowEntry[] = [];
  for (const [path, text] of edit.files) {
    const old = await entryAt(repo, parent, path);
    const to = text === null ? null : { mode: old?.mode ?? '100644', oid: repo.writer.write('blob', text) };
    entries.push({ path, from: old === null ? null : { mode: old.mode, oid: old.oid }, to });
  }
  const root = parent === null ? null : ((await repo.reader.info(`${parent}^{tree}`))?.oid ?? null);
  const tree = await changedTree(repo, root, new Map(entries.map((entry) => [entry.path, entry.to])));
  const commit = await writeCommit(repo, { tree, parents: parent === null ? [] : [parent], message: edit.message });
  if (!commit.ok) return commit;
  const changes = [{ ref: edit.ref, from: edit.from, to: commit.value }, ...(edit.also ?? [])];
  const subject = edit.message.split('\n')[0] ?? '';
  const follow = await followSteps(repo, edit.ref, entries);
  if (!follow.ok) return follow;
  return ok({ oid: commit.value, steps: [{ kind: 'refs', changes, reason: subject }, ...follow.value] });
}

/** One step for every checkout of the branch; CHECKOUT_IN_THE_WAY if a path was changed there. */
export async function followSteps(
  repo: Repo,
  ref: string,
  entries: readonly FollowEntry[],
): Promise<Result<readonly Step[]>> {
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  const steps: Step[] = [];
  for (const { dir } of trees.value.filter((tree) => tree.ref === ref && !tree.bare)) {
    if (repo.ports.files.stat(dir) === null) continue;
    for (const { path, from } of entries) {
      const state = await pathState(repo, dir, path);
      if (!state.ok) return state;
      if (state.value.index !== (from?.oid ?? null) || state.value.file !== (from?.oid ?? null)) {
        const quoted = JSON.stringify(dir);
        return fail(CHECKOUT_IN_THE_WAY, `${join(dir, path)} differs from its branch`, [
          `git -C ${quoted} diff HEAD -- ${path}`,
          `git -C ${quoted} stash`,
        ]);
      }
    }
    steps.push({ kind: 'follow', ref, dir, entries });
  }
  return ok(steps);
}
