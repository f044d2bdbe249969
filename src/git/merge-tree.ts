/** Merges without a checkout or an index (git-merge-tree(1) --write-tree). */
import { type Oid, oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { formatCommit } from './commit.ts';
import type { Ident } from './config.ts';
import { engine } from './engine.ts';
import type { Repo } from './repo.ts';
import { gitFailed } from './run.ts';

/** `tree` of a merge that is not clean holds conflict markers in the files at `paths`. */
export type Merged =
  | { readonly clean: true; readonly tree: Oid }
  | { readonly clean: false; readonly tree: Oid; readonly paths: readonly string[] };

/**
 * Merges two commits, under the attributes of the first unless another is named. Only oids are accepted: for a name it
 * does not know merge-tree answers 1, as for a conflict.
 */
export async function mergeTree(repo: Repo, ours: Oid, theirs: Oid, attributes: Oid = ours): Promise<Result<Merged>> {
  const at = await engine(repo, attributes);
  if (!at.ok) return at;
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs];
  const run = await repo.git(args, at.value);
  if (!run.ok) return run;
  const [tree = '', ...paths] = run.value.stdout
    .toString('utf8')
    .split('\0')
    .filter((item) => item !== '');
  // Without a tree there was no merge: one of the commits is not there.
  if (tree === '' || run.value.code > 1) return gitFailed('merging', run.value);
  if (run.value.code === 0) return ok({ clean: true, tree: oid(tree) });
  return ok({ clean: false, tree: oid(tree), paths: [...new Set(paths)] });
}

/**
 * The clean results of many merges by one process; null where a merge conflicts. Output of `--stdin` (git 2.39): for
 * each line of input status, tree, conflicted paths, and an empty field. Attributes are those of one commit, or none.
 */
export async function mergeTrees(
  repo: Repo,
  pairs: readonly (readonly [Oid, Oid])[],
  attributes: Oid | null = null,
): Promise<Result<readonly (Oid | null)[]>> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '--allow-unrelated-histories', '--stdin'];
  const input = pairs.map(([ours, theirs]) => `${ours} ${theirs}\n`).join('');
  const at = await engine(repo, attributes);
  if (!at.ok) return at;
  const run = await repo.git(args, { ...at.value, input });
  if (!run.ok) return run;
  const rows = run.value.stdout
    .toString('utf8')
    .split('\0\0')
    .filter((row) => row !== '')
    .map((row) => row.split('\0'));
  if (run.value.code !== 0 || rows.length !== pairs.length) return gitFailed('merging', run.value);
  return ok(rows.map(([status, tree]) => (status === '1' && tree !== undefined ? oid(tree) : null)));
}

/** Of a commit that nobody keeps: a server has no name, and a key must not be asked to sign it. */
const NOBODY: Ident = { name: 'gitcrq', email: 'none', when: '0 +0000' };

/** A commit that is only a side of a merge. */
export const synthetic = (repo: Repo, tree: Oid, parents: readonly Oid[]): Oid =>
  repo.writer.write('commit', formatCommit({ tree, parents, message: 'side of a merge' }, NOBODY, NOBODY));

/**
 * What `tip` becomes when the change from `from` to `to` is taken back: a merge whose base is `to` and whose other side
 * is a commit on top of `to` with the tree of `from`. `to` must be an ancestor of `tip`.
 */
export async function inverseMerge(repo: Repo, change: { from: Oid; to: Oid }, tip: Oid): Promise<Result<Merged>> {
  const before = await repo.reader.info(`${change.from}^{tree}`);
  if (before === null) throw new Error(`no tree at ${change.from}`);
  return mergeTree(repo, tip, synthetic(repo, before.oid, [change.to]));
}
