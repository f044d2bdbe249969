/** Requests as a tree holds them: one, or all of a directory. Nothing unreadable is passed over. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { type Crq, crqPath, pathStem, type Unreadable } from '../domain/crq.ts';
import { parseWrittenId } from '../domain/id.ts';
import { entryName, readTree } from '../git/tree.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from './basis.ts';
import { type ReadRules, readCrq } from './crq-read.ts';

export interface StoredCrq {
  readonly crq: Crq;
  readonly path: string;
  readonly blob: Oid;
  readonly text: string;
}

export const readRules = (basis: Basis): ReadRules => ({ prefixes: basis.policy.crq.prefixes, base: basis.base });

const unreadable = (path: string, reason: string, line = 1): Unreadable => ({ path, line, reason });

/** The request at one revision (a commit, a ref); null if the tree has no such file. */
export async function loadCrq(repo: Repo, basis: Basis, revision: string, id: CrqId): Promise<StoredCrq | Unreadable | null> {
  const path = crqPath(basis.policy.crq.directory, id);
  const blob = await repo.reader.read(`${revision}:${path}`);
  if (blob === null) return null;
  if (blob.type !== 'blob') return unreadable(path, 'it is no file');
  const text = blob.bytes.toString('utf8');
  const read = readCrq(text, id, readRules(basis));
  return 'reason' in read ? { path, ...read } : { crq: read.crq, path, blob: blob.oid, text };
}

export interface Loaded {
  readonly crqs: readonly { readonly crq: Crq; readonly path: string }[];
  readonly unreadable: readonly Unreadable[];
}

/** Every request of a revision's directory. A name that is no id, a link or a folder is listed as unreadable. */
export async function loadAllCrqs(repo: Repo, basis: Basis, revision: Oid): Promise<Loaded> {
  const { directory, prefixes } = basis.policy.crq;
  const entries = (await readTree(repo, `${revision}:${directory}`)) ?? [];
  const bad: Unreadable[] = [];
  const rules = readRules(basis);
  const crqs: { crq: Crq; path: string }[] = [];
  await Promise.all(
    entries.map(async (entry) => {
      const path = `${directory}/${entryName(entry)}`;
      const stem = pathStem(directory, path);
      if (stem === null) return;
      if (!entry.mode.startsWith('100')) return void bad.push(unreadable(path, 'it is no plain file'));
      if (parseWrittenId(stem, prefixes) !== stem) return void bad.push(unreadable(path, `its name is no id with a prefix of ${prefixes.join(', ')}`));
      const blob = await repo.reader.read(entry.oid);
      const read = blob === null ? { line: 1, reason: 'its object is missing' } : readCrq(blob.bytes.toString('utf8'), stem, rules);
      if ('reason' in read) bad.push({ path, ...read });
      else crqs.push({ crq: read.crq, path });
    }),
  );
  return { crqs, unreadable: bad.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

export const isUnreadable = (found: StoredCrq | Unreadable): found is Unreadable => 'reason' in found;
