/**
 * Notes as stock git keeps them (git-notes(1)): a tree of blobs named by the object they are about, spread over
 * directories where there are many. Written without `git notes`, which would move the ref at once.
 */
import { isOid, type Oid } from '../domain/brand.ts';
import type { Repo } from './repo.ts';
import { changedTree, entryName, readTree, type TreeEntry } from './tree.ts';

export interface Notes {
  /** The blob about each object. */
  readonly blobs: ReadonlyMap<Oid, Oid>;
  /** Entries that are no notes, by path: kept as they are. */
  readonly strange: ReadonlyMap<string, TreeEntry>;
}

/** git itself spreads by two hex digits a level; no tree of notes is deeper than a name is long. */
const DEEPEST = 19;

/** The notes in a commit's tree, or none without a commit. */
export async function readNotes(repo: Repo, commit: Oid | null): Promise<Notes> {
  const blobs = new Map<Oid, Oid>();
  const strange = new Map<string, TreeEntry>();
  const walk = async (revision: string, hex: string, path: string, depth: number): Promise<void> => {
    for (const entry of (await readTree(repo, revision)) ?? []) {
      const name = entryName(entry);
      const whole = hex + name;
      if (entry.mode === '40000' && /^[0-9a-f]{2}$/.test(name) && depth < DEEPEST)
        await walk(entry.oid, whole, `${path}${name}/`, depth + 1);
      else if (entry.mode.startsWith('100') && isOid(whole)) blobs.set(whole, entry.oid);
      else strange.set(path + name, entry);
    }
  };
  if (commit !== null) await walk(commit, '', '', 0);
  return { blobs, strange };
}

/** Where git would put each note: a directory level as soon as every first digit below it has two notes. */
function spread(names: readonly Oid[], level: number, paths: Map<Oid, string>): void {
  const at = 2 * level;
  const byDigit = new Map<string, number>();
  for (const name of names) byDigit.set(name.charAt(at), (byDigit.get(name.charAt(at)) ?? 0) + 1);
  if (byDigit.size < 16 || [...byDigit.values()].some((count) => count < 2)) {
    const directories = (name: string): string =>
      (name.slice(0, at).match(/../g) ?? []).map((two) => `${two}/`).join('');
    for (const name of names) paths.set(name, directories(name) + name.slice(at));
    return;
  }
  const below = new Map<string, Oid[]>();
  for (const name of names) {
    const two = name.slice(at, at + 2);
    below.set(two, [...(below.get(two) ?? []), name]);
  }
  for (const some of below.values()) spread(some, level + 1, paths);
}

/** Writes the tree of these notes; nothing points at it yet. */
export function writeNotes(repo: Repo, { blobs, strange }: Notes): Promise<Oid> {
  const paths = new Map<Oid, string>();
  spread([...blobs.keys()], 0, paths);
  const changes = new Map<string, { mode: string; oid: Oid }>();
  for (const [path, { mode, oid }] of strange) changes.set(path, { mode, oid });
  for (const [name, blob] of blobs) changes.set(paths.get(name) ?? name, { mode: '100644', oid: blob });
  return changedTree(repo, null, changes);
}

/** Two notes about one object made one, as `git notes merge --strategy=cat_sort_uniq` does; bytes stay as they are. */
export function catSortUniq(texts: readonly Buffer[]): Buffer {
  const lines = texts.flatMap((text) => text.toString('latin1').split('\n')).filter((line) => line !== '');
  const sorted = [...new Set(lines)].sort((a, b) => (a < b ? -1 : 1));
  return Buffer.from(sorted.map((line) => `${line}\n`).join(''), 'latin1');
}
