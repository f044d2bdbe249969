/** The checkouts of a repository, and moving single paths or whole trees in them without losing anybody's work. */
import { dirname, join } from 'node:path';
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { REF_LOCKED } from './errors.ts';
import type { Repo } from './repo.ts';
import { gitFailed } from './run.ts';

export interface WorktreeInfo {
  readonly dir: string;
  /** Full ref of the branch checked out, null if detached. */
  readonly ref: string | null;
  readonly bare: boolean;
}

export async function listWorktrees(repo: Repo): Promise<Result<readonly WorktreeInfo[]>> {
  const text = await repo.output('listing worktrees', ['worktree', 'list', '--porcelain', '-z']);
  if (!text.ok) return text;
  const blocks = text.value.split('\0\0').filter((block) => block !== '');
  return ok(
    blocks.map((block) => {
      const lines = block.split('\0');
      const value = (key: string): string | null =>
        lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? null;
      return { dir: value('worktree') ?? '', ref: value('branch'), bare: lines.includes('bare') };
    }),
  );
}

/** Branch (null if detached) and commit of the checkout at `dir`; null if there is none any more. */
export async function checkedOutAt(
  repo: Repo,
  dir: string,
): Promise<Result<{ readonly ref: string | null; readonly oid: string } | null>> {
  if (repo.ports.files.stat(dir) === null) return ok(null);
  const run = await repo.git(['rev-parse', 'HEAD', '--symbolic-full-name', 'HEAD'], { cwd: dir });
  if (!run.ok) return run;
  if (run.value.code !== 0) return ok(null);
  const [tip = '', name = ''] = run.value.stdout.toString('utf8').split('\n');
  return ok({ ref: name.startsWith('refs/') ? name : null, oid: tip });
}

/** Git directories of the main checkout and of every linked one. */
const gitDirs = (repo: Repo): readonly string[] => {
  const linked = join(repo.commonDir, 'worktrees');
  return [repo.commonDir, ...repo.ports.files.list(linked).map((name) => join(linked, name))];
};

/** Is a rebase of this branch under way in any checkout? (git keeps its name while HEAD is detached.) */
export const isRebasing = (repo: Repo, ref: string): boolean =>
  gitDirs(repo).some((dir) =>
    ['rebase-merge', 'rebase-apply'].some(
      (kind) => repo.ports.files.readText(join(dir, kind, 'head-name'))?.trim() === ref,
    ),
  );

/** Is a merge into this branch begun and not committed in any checkout? */
export const isMerging = (repo: Repo, ref: string): boolean =>
  gitDirs(repo).some(
    (dir) =>
      repo.ports.files.stat(join(dir, 'MERGE_HEAD')) !== null &&
      repo.ports.files.readText(join(dir, 'HEAD'))?.trim() === `ref: ${ref}`,
  );

/** The branch being rebased in this checkout, or null. */
export function rebasedRef(repo: Repo): string | null {
  for (const kind of ['rebase-merge', 'rebase-apply']) {
    const name = repo.ports.files.readText(join(repo.gitDir, kind, 'head-name'))?.trim();
    if (name?.startsWith('refs/')) return name;
  }
  return null;
}

export interface PathState {
  /** Blob in the index; null if the path is not in it, 'conflict' while unmerged. */
  readonly index: Oid | null | 'conflict';
  /** Blob the file would become if added, through the path's filters; null if there is no file. */
  readonly file: Oid | null;
}

/** What the index and the disk hold at one path of a checkout. */
export async function pathState(repo: Repo, dir: string, path: string): Promise<Result<PathState>> {
  const staged = await repo.output('reading the index', ['ls-files', '-s', '-z', '--', `:(literal)${path}`], {
    cwd: dir,
  });
  if (!staged.ok) return staged;
  const rows = staged.value
    .split('\0')
    .filter((row) => row !== '')
    .map((row) => row.split(/[ \t]/));
  const index = rows.length === 0 ? null : rows.length > 1 || rows[0]?.[2] !== '0' ? 'conflict' : (rows[0]?.[1] as Oid); // ls-files' own
  if (repo.ports.files.stat(join(dir, path)) === null) return ok({ index, file: null });
  const hashed = await repo.output('reading a file', ['hash-object', '--', path], { cwd: dir });
  return hashed.ok ? ok({ index, file: hashed.value.trim() as Oid }) : hashed; // hash-object's own
}

/** Sets one path of the index, then writes that file (through the path's filters), or removes both. */
export async function movePath(
  repo: Repo,
  dir: string,
  path: string,
  to: { mode: string; oid: Oid } | null,
): Promise<Result<void>> {
  const change =
    to === null ? ['--force-remove', '--', path] : ['--add', '--cacheinfo', `${to.mode},${to.oid},${path}`];
  const index = await repo.git(['update-index', ...change], { cwd: dir });
  if (!index.ok) return index;
  if (index.value.code !== 0) return gitFailed(`updating the index for ${path}`, index.value);
  if (to === null) {
    repo.ports.files.remove(join(dir, path));
    // As git does, with the folders that are empty now.
    for (let up = dirname(path); up !== '.' && repo.ports.files.removeEmpty(join(dir, up)); up = dirname(up));
    return ok(undefined);
  }
  const file = await repo.git(['checkout-index', '-f', '-u', '--', path], { cwd: dir });
  if (!file.ok) return file;
  return file.value.code === 0 ? ok(undefined) : gitFailed(`writing ${path}`, file.value);
}

/**
 * Two-tree update of a checkout (git-read-tree(1) -m -u): keeps unrelated edits, refuses to lose any; idempotent. Fails
 * REF_LOCKED while another git holds the index.
 */
export async function moveCheckout(
  repo: Repo,
  dir: string,
  from: Oid,
  to: Oid,
  mode: 'try' | 'do',
): Promise<Result<boolean>> {
  const args = ['read-tree', ...(mode === 'try' ? ['-n'] : []), '-m', '-u', from, to];
  const refreshed = await repo.git(['update-index', '-q', '--refresh'], { cwd: dir });
  if (!refreshed.ok) return refreshed;
  const run = await repo.git(args, { cwd: dir });
  if (!run.ok || run.value.code === 0) return run.ok ? ok(true) : run;
  const failed = gitFailed(`updating ${dir}`, run.value);
  return failed.error.code === REF_LOCKED.code ? failed : ok(false);
}
