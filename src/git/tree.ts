/** Trees as values: reading one level, looking along a path, and writing a tree that differs in a few paths. */
import type { Oid } from '../domain/brand.ts';
import type { Repo } from './repo.ts';

export interface TreeEntry {
  /** As git writes it: `100644`, `100755`, `120000`, `160000` or `40000`. */
  readonly mode: string;
  readonly name: string;
  readonly oid: Oid;
}

export type TreeChanges = ReadonlyMap<string, { readonly mode: string; readonly oid: Oid } | null>;

/** Entries of a raw tree object: `<mode> <name>\0<binary oid>` again and again. */
export function parseTree(bytes: Buffer, hashLength: number): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    const next = end + 1 + hashLength;
    // Names are bytes, not always UTF-8: latin1 keeps them exact for writing back.
    entries.push({
      mode: bytes.toString('latin1', at, space),
      name: bytes.toString('latin1', space + 1, end),
      oid: bytes.toString('hex', end + 1, next) as Oid, // hex of the hash's length, by construction
    });
    at = next;
  }
  return entries;
}

/** git's order: by bytes, a directory as if its name ended in a slash. */
const sortKey = (entry: TreeEntry): string => (entry.mode === '40000' ? `${entry.name}/` : entry.name);

function formatTree(entries: readonly TreeEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return Buffer.concat(
    sorted.map((entry) =>
      Buffer.concat([Buffer.from(`${entry.mode} ${entry.name}\0`, 'latin1'), Buffer.from(entry.oid, 'hex')]),
    ),
  );
}

const raw = (name: string): string => Buffer.from(name, 'utf8').toString('latin1');

/** Names in a tree as text; bytes that are no UTF-8 become replacement characters. */
export const entryName = (entry: TreeEntry): string => Buffer.from(entry.name, 'latin1').toString('utf8');

/** Entries of the tree that `revision` names (a commit's root tree, `main:crqs`); null if there is none. */
export async function readTree(repo: Repo, revision: string): Promise<readonly TreeEntry[] | null> {
  const object = await repo.reader.read(revision.includes(':') ? revision : `${revision}^{tree}`);
  if (object?.type !== 'tree') return null;
  return parseTree(object.bytes, repo.hash === 'sha256' ? 32 : 20);
}

/** Writes `tree` with some paths set or removed; directories that become empty disappear. */
export async function changedTree(repo: Repo, tree: Oid | null, changes: TreeChanges): Promise<Oid> {
  const old = tree === null ? [] : ((await readTree(repo, tree)) ?? []);
  const entries = new Map(old.map((entry) => [entry.name, entry]));
  const below = new Map<string, Map<string, { mode: string; oid: Oid } | null>>();
  for (const [path, change] of changes) {
    const slash = path.indexOf('/');
    const name = raw(slash === -1 ? path : path.slice(0, slash));
    if (slash !== -1) {
      const inner = below.get(name) ?? new Map<string, { mode: string; oid: Oid } | null>();
      below.set(name, inner.set(path.slice(slash + 1), change));
    } else if (change === null) entries.delete(name);
    else entries.set(name, { ...change, name });
  }
  for (const [name, inner] of below) {
    const at = entries.get(name);
    const sub = await changedTree(repo, at?.mode === '40000' ? at.oid : null, inner);
    if (sub === emptyTree(repo)) entries.delete(name);
    else entries.set(name, { mode: '40000', name, oid: sub });
  }
  return repo.writer.write('tree', formatTree([...entries.values()]));
}

export const emptyTree = (repo: Repo): Oid => repo.writer.write('tree', '');
