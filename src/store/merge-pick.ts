/**
 * Makes a commit's change again on another tree. merge-tree of git 2.39 finds its base itself, so the other side is a
 * commit made for it: it has that tree, and the parent of the commit as its own.
 */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { type Merged, synthetic } from '../git/merge-tree.ts';
import type { Repo } from '../git/repo.ts';
import { emptyTree } from '../git/tree.ts';
import { mergeCommits, type RecordRules } from './merge-commits.ts';

export interface Picked {
  readonly commit: Oid;
  readonly tree: Oid;
  /** null: it begins a history. */
  readonly parent: Oid | null;
}

export async function pickCommit(
  repo: Repo,
  rules: RecordRules,
  { commit, tree, parent }: Picked,
  onto: { readonly tree: Oid; readonly attributes: Oid },
): Promise<Result<Merged>> {
  const base = parent ?? synthetic(repo, emptyTree(repo), []);
  const before = await repo.reader.info(`${base}^{tree}`);
  // On what it was made on it is what it was.
  if (before?.oid === onto.tree) return ok({ clean: true, tree });
  const ours = synthetic(repo, onto.tree, [base]);
  const theirs = parent === null ? synthetic(repo, tree, [base]) : commit;
  return mergeCommits(repo, rules, { ours, theirs, attributes: onto.attributes });
}
