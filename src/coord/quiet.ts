/**
 * What a branch may get without a new approval: the `status:` line of its request, comments on it, and merges that bring
 * nothing of their own. All else is code, and needs to be looked at.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { crqPath } from '../domain/crq.ts';
import { unwrap } from '../domain/result.ts';
import { type ChangedPath, changedBetween, changedPaths } from '../git/changes.ts';
import { type LogCommit, logCommits } from '../git/log.ts';
import type { Repo } from '../git/repo.ts';
import { scanFrontMatter } from '../store/front-matter.ts';
import { mergeCommits, type RecordRules } from '../store/merge-commits.ts';

/** Commits that the base does not have, children before parents. */
export type Commits = ReadonlyMap<Oid, LogCommit>;

export async function commitsBeyond(repo: Repo, base: Oid, head: Oid): Promise<Commits> {
  const found = new Map<Oid, LogCommit>();
  for await (const commit of logCommits(repo, ['--topo-order', head, '--not', base, '--']))
    found.set(commit.oid, commit);
  return found;
}

const PLAIN = /^100644 /;
const NONE = /^000000 /;

/** The record without the line of its state; null where it has none, or more than the one line. */
export function withoutStatus(text: string): string | null {
  const front = scanFrontMatter(text);
  if ('reason' in front) return null;
  const fields = front.fields.filter(({ key }) => key === 'status');
  const [status] = fields;
  if (status === undefined || fields.length > 1 || status.to !== status.from + 1) return null;
  return [...front.lines.slice(0, status.from), '', ...front.lines.slice(status.to), front.body].join('\0');
}

/** Of UTF-8, read as Latin-1. */
const BOM = /^\u00ef\u00bb\u00bf/;

/** Is the line of its state all that a record changes? */
export async function onlyStatus(repo: Repo, { from, to }: ChangedPath): Promise<boolean> {
  if (!PLAIN.test(from) || !PLAIN.test(to)) return false;
  const sides = await Promise.all([from, to].map((side) => repo.reader.read(side.slice(side.indexOf(' ') + 1))));
  // Latin-1 keeps bytes that are no UTF-8 apart.
  const [before, after] = sides.map((blob) =>
    blob?.type === 'blob' ? withoutStatus(blob.bytes.toString('latin1').replace(BOM, '')) : null,
  );
  return before != null && before === after;
}

function isComment({ path, from, to }: ChangedPath, directory: string, id: CrqId): boolean {
  const folder = `${directory}/${id}/comments/`;
  const name = path.startsWith(folder) ? path.slice(folder.length) : '/';
  return !name.includes('/') && name.endsWith('.md') && [from, to].every((side) => PLAIN.test(side) || NONE.test(side));
}

/** Says of each commit which path it changes that is more than quiet; null if there is none. */
export type Loud = (commit: Oid, id: CrqId) => Promise<string | null>;

/** What a merge has of its own: how it differs from the merge that git makes, or the merge driver for records. */
async function ownOfMerge(
  repo: Repo,
  rules: RecordRules,
  { tree, parents }: LogCommit,
): Promise<readonly ChangedPath[] | null> {
  const [ours, theirs, more] = parents;
  if (ours === undefined || theirs === undefined || more !== undefined) return null;
  const merged = unwrap(await mergeCommits(repo, rules, { ours, theirs }));
  if (!merged.clean) return null;
  return merged.tree === tree ? [] : changedBetween(repo, merged.tree, tree);
}

/** Throws GitcrqError, as streams do. */
export async function loudness(repo: Repo, commits: Commits, rules: RecordRules): Promise<Loud> {
  const { directory } = rules;
  const plain = [...commits.values()].filter(({ parents }) => parents.length === 1);
  const spans = plain.map(({ oid, parents: [from] }) => ({ to: oid, ...(from === undefined ? {} : { from }) }));
  const changes = new Map<Oid, readonly ChangedPath[] | null>();
  for (const [index, some] of (await changedPaths(repo, spans)).entries()) {
    const commit = plain[index];
    if (commit !== undefined) changes.set(commit.oid, some);
  }
  return async (oid, id) => {
    const commit = commits.get(oid);
    if (commit === undefined) return null;
    const known = changes.get(oid);
    const own = known === undefined ? await ownOfMerge(repo, rules, commit) : known;
    changes.set(oid, own);
    if (own === null) return 'what it merges';
    for (const change of own) {
      const quiet =
        isComment(change, directory, id) ||
        (change.path === crqPath(directory, id) && (await onlyStatus(repo, change)));
      if (!quiet) return change.path;
    }
    return null;
  };
}
