/** Requests as a tree holds them: one, or all of a directory. Nothing unreadable is passed over. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { type Crq, crqPath, pathStem, type Unreadable } from '../domain/crq.ts';
import { parseWrittenId } from '../domain/id.ts';
import type { GitObject } from '../git/reader.ts';
import type { Repo } from '../git/repo.ts';
import { entryName, readTree, type TreeEntry } from '../git/tree.ts';
import type { Basis } from './basis.ts';
import { keepRecords, type Loaded, recallRecords } from './crq-kept.ts';

import { readPlainCrq } from './crq-plain.ts';
import { MAX_CRQ_BYTES, type ReadRules, readCrq, TOO_LARGE } from './crq-read.ts';

export interface StoredCrq {
  readonly crq: Crq;
  readonly path: string;
  readonly blob: Oid;
  readonly text: string;
}

export type { Loaded } from './crq-kept.ts';

export const readRules = ({ policy, base }: Basis): ReadRules => ({
  prefixes: policy.crq.prefixes,
  base,
  workflow: policy.crq.workflow,
});

const unreadable = (path: string, reason: string, line = 1): Unreadable => ({ path, line, reason });

/** The request at one revision (a commit, a ref); null if the tree has no such file. `known`: the blob it has there. */
export async function loadCrq(
  repo: Repo,
  basis: Basis,
  revision: string,
  id: CrqId,
  known?: Oid,
): Promise<StoredCrq | Unreadable | null> {
  const path = crqPath(basis.policy.crq.directory, id);
  const blob = await repo.reader.read(known ?? `${revision}:${path}`);
  if (blob === null) return null;
  if (blob.type !== 'blob') return unreadable(path, 'it is no file');
  const text = blob.bytes.toString('utf8');
  const read = readCrq(text, id, readRules(basis));
  return 'reason' in read ? { path, ...read } : { crq: read.crq, path, blob: blob.oid, text };
}

/** As much of a file as a list needs: the front matter. A file with a NUL byte anywhere is handed over whole, to be refused. */
function frontText(bytes: Buffer): string {
  const end = bytes.indexOf('\n---', 3, 'latin1');
  return bytes.toString('utf8', 0, end === -1 || bytes.includes(0) ? bytes.length : end + 6);
}

interface Named {
  readonly path: string;
  readonly stem: string;
  readonly oid: Oid;
}

/** Entries that may hold a request; a name that is no id, a link or a folder is unreadable. */
function candidates(basis: Basis, entries: readonly TreeEntry[], bad: Unreadable[]): readonly Named[] {
  const { directory, prefixes } = basis.policy.crq;
  const found: Named[] = [];
  for (const entry of entries) {
    const path = `${directory}/${entryName(entry)}`;
    const stem = pathStem(directory, path);
    if (stem === null) continue;
    if (!entry.mode.startsWith('100')) bad.push(unreadable(path, 'it is no plain file'));
    else if (parseWrittenId(stem, prefixes) !== stem)
      bad.push(unreadable(path, `its name is no id with a prefix of ${prefixes.join(', ')}`));
    else found.push({ path, stem, oid: entry.oid });
  }
  return found;
}

/** Every request of a revision's directory, and every file there that cannot be read as one. */
export async function loadAllCrqs(repo: Repo, basis: Basis, revision: Oid): Promise<Loaded> {
  const { directory } = basis.policy.crq;
  const tree = await repo.reader.info(`${revision}:${directory}`);
  if (tree?.type !== 'tree') return { crqs: [], unreadable: [] };
  const known = await recallRecords(repo, tree.oid, directory, readRules(basis));
  if (known !== null) return known;
  const entries = (await readTree(repo, `${revision}:${directory}`)) ?? [];
  const bad: Unreadable[] = [];
  // What is missing today may be fetched tomorrow.
  let whole = true;
  const crqs: { crq: Crq; path: string }[] = [];
  const rules = readRules(basis);
  const named = candidates(basis, entries, bad);
  const read = (blob: GitObject | null, index: number): void => {
    const { path, stem } = named[index] ?? { path: '', stem: '' };
    if (blob === null) {
      whole = false;
      return void bad.push(unreadable(path, 'its object is missing'));
    }
    if (blob.size > MAX_CRQ_BYTES) return void bad.push(unreadable(path, TOO_LARGE));
    const text = frontText(blob.bytes);
    const plain = readPlainCrq(text, stem, rules);
    if (plain !== null) return void crqs.push({ crq: plain, path });
    const found = readCrq(text, stem, rules);
    if ('reason' in found) bad.push({ path, ...found });
    else crqs.push({ crq: found.crq, path });
  };
  await repo.reader.readEach(
    named.map(({ oid }) => oid),
    read,
  );
  const loaded = { crqs, unreadable: bad.sort((a, b) => (a.path < b.path ? -1 : 1)) };
  if (whole) await keepRecords(repo, tree.oid, directory, rules, loaded);
  return loaded;
}

export const isUnreadable = (found: StoredCrq | Unreadable): found is Unreadable => 'reason' in found;
