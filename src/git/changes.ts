/** The paths that commits change, and the patch ids of their changes, for any number of commits by one process. */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { streamFields } from './log.ts';
import type { Repo } from './repo.ts';
import { gitFailed } from './run.ts';

/** From one commit to another; without `from` it is what the commit `to` itself changes (nothing for a merge). */
export interface Span {
  readonly from?: Oid;
  readonly to: Oid;
}

export interface ChangedPath {
  readonly path: string;
  /** Mode and object on either side; all zeros where there is none. */
  readonly from: string;
  readonly to: string;
}

const lines = (spans: readonly Span[]): string =>
  spans.map(({ from, to }) => (from === undefined ? `${to}\n` : `${to} ${from}\n`)).join('');

/** git-diff-tree(1): renames are two changes here, and what .gitmodules says of submodules does not hide them. */
const PLAIN = ['diff-tree', '-r', '--no-renames', '--ignore-submodules=none'];
/** With --stdin: a commit and what to take for its parent. */
const DIFF = [...PLAIN, '--stdin', '--root', '--no-ext-diff', '--no-textconv'];

/** From a row of `--raw`: the modes and objects of both sides. */
function changed(row: string, path: string): ChangedPath {
  const [before = '', after = '', from = '', to = ''] = row.slice(1).split(' ');
  return { path, from: `${before} ${from}`, to: `${after} ${to}` };
}

/** The paths of each span, in the order of the spans. */
export async function changedPaths(repo: Repo, spans: readonly Span[]): Promise<readonly (readonly ChangedPath[])[]> {
  if (spans.length === 0) return [];
  const found: ChangedPath[][] = [];
  let row: string | null = null;
  for await (const fields of streamFields(repo, [...DIFF, '-z', '--raw', '--always'], lines(spans))) {
    for (const field of fields) {
      if (row !== null) {
        found.at(-1)?.push(changed(row, field));
        row = null;
      } else if (field.startsWith(':')) row = field;
      else found.push([]);
    }
  }
  if (found.length !== spans.length) throw new Error(`diff-tree answered ${found.length} of ${spans.length} spans`);
  return found;
}

/** The paths in which two trees differ. */
export async function changedBetween(repo: Repo, from: Oid, to: Oid): Promise<readonly ChangedPath[]> {
  const found: ChangedPath[] = [];
  let row: string | null = null;
  for await (const fields of streamFields(repo, [...PLAIN, '-z', '--raw', from, to])) {
    for (const field of fields) {
      if (row === null) row = field;
      else {
        found.push(changed(row, field));
        row = null;
      }
    }
  }
  return found;
}

/**
 * git-patch-id(1) of each span by its `to`: the same for the same change, wherever its lines stand. None if it is empty.
 * Verbatim, because indentation is meaning in many a language.
 */
export async function patchIds(repo: Repo, spans: readonly Span[]): Promise<Result<ReadonlyMap<Oid, string>>> {
  const ids = new Map<Oid, string>();
  if (spans.length === 0) return ok(ids);
  const diff = await repo.git([...DIFF, '-p', '--full-index'], { input: lines(spans) });
  if (!diff.ok) return diff;
  if (diff.value.code !== 0) return gitFailed('comparing commits', diff.value);
  const text = await repo.output('naming patches', ['patch-id', '--verbatim'], { input: diff.value.stdout });
  if (!text.ok) return text;
  for (const row of text.value.split('\n')) {
    const [id = '', commit = ''] = row.split(' ');
    if (commit !== '') ids.set(commit as Oid, id); // patch-id repeats what diff-tree named
  }
  return ok(ids);
}

/** As many paths as a command line holds on every system. */
const WORDS = 100;

/** Mode and object at these paths of a commit, as `ChangedPath` writes them; what is not there is left out. */
export async function entriesAt(
  repo: Repo,
  commit: Oid,
  paths: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const some = paths.size > WORDS ? [] : ['--', ...paths];
  const found = new Map<string, string>();
  if (paths.size === 0) return found;
  const args = ['--literal-pathspecs', 'ls-tree', '-r', '-z', '--full-tree', commit, ...some];
  for await (const fields of streamFields(repo, args)) {
    for (const field of fields) {
      const tab = field.indexOf('\t');
      const [mode, , oid] = field.slice(0, tab).split(' ');
      if (paths.has(field.slice(tab + 1))) found.set(field.slice(tab + 1), `${mode} ${oid}`);
    }
  }
  return found;
}
