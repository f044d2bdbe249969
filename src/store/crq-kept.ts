/** A long list of records, parsed before: the tree's name says whether it is the same list, so it cannot be stale. */
import type { Oid } from '../domain/brand.ts';
import type { Crq, Unreadable } from '../domain/crq.ts';
import { isAltered } from '../git/altered.ts';
import type { Repo } from '../git/repo.ts';
import type { ReadRules } from './crq-read.ts';
import { type Keeping, keep, recallJson } from './kept.ts';

export interface Loaded {
  readonly crqs: readonly { readonly crq: Crq; readonly path: string }[];
  readonly unreadable: readonly Unreadable[];
}

/** Fewer are read as quickly as the kept ones. */
const MANY = 500;

const keeping = (tree: Oid, directory: string, rules: ReadRules): Keeping => ({
  name: 'records.json',
  from: [tree, directory, rules.prefixes, rules.base],
});

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function loadedIn(value: unknown): Loaded | null {
  const { crqs, unreadable } = Object(value) as { readonly crqs?: unknown; readonly unreadable?: unknown }; // checked in the next line
  return isList(crqs) && isList(unreadable) && crqs.length + unreadable.length >= MANY ? (value as Loaded) : null; // written by `keepRecords`, under this very heading
}

export async function recallRecords(
  repo: Repo,
  tree: Oid,
  directory: string,
  rules: ReadRules,
): Promise<Loaded | null> {
  const kept = recallJson(repo, keeping(tree, directory, rules), loadedIn);
  return kept === null || (await isAltered(repo)) ? null : kept;
}

export async function keepRecords(
  repo: Repo,
  tree: Oid,
  directory: string,
  rules: ReadRules,
  loaded: Loaded,
): Promise<void> {
  if (loaded.crqs.length + loaded.unreadable.length < MANY || (await isAltered(repo))) return;
  keep(repo, keeping(tree, directory, rules), JSON.stringify(loaded));
}
