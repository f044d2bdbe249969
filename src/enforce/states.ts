/** What state a request has at a commit: one question for the blob's name, and one reading of each blob. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { type Crq, crqPath } from '../domain/crq.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { readRules } from '../store/crq-load.ts';
import { readCrq } from '../store/crq-read.ts';

export type State =
  | { readonly kind: 'read'; readonly blob: Oid; readonly crq: Crq }
  | { readonly kind: 'unreadable'; readonly blob: Oid; readonly line: number; readonly reason: string };

/** A commit as far as the state before it goes. */
export interface Followed {
  readonly oid: Oid;
  readonly parents: readonly Oid[];
  /** Records that it changed, relative to its first parent. */
  readonly changes: readonly { readonly path: string }[];
}

/** As many states are held as a few batches ask for. */
const MAX_FOLLOWED = 2048;

export interface States {
  /** The request in the tree of the commit's first parent. Asked from the newest commit down, most answers are known. */
  before(commit: Followed, id: CrqId): Promise<State | null>;
  /** The request in a commit's tree; null if the tree has no such file. */
  at(revision: string, id: CrqId): Promise<State | null>;
  /** The request that a blob holds under this name. */
  of(blob: Oid, stem: string): Promise<State>;
}

export function crqStates(repo: Repo, basis: Basis): States {
  const known = new Map<string, Promise<State>>();
  const rules = readRules(basis);
  const read = async (blob: Oid, stem: string): Promise<State> => {
    const object = await repo.reader.read(blob);
    if (object?.type !== 'blob') return { kind: 'unreadable', blob, line: 1, reason: 'it is no file' };
    const result = readCrq(object.bytes.toString('utf8'), stem, rules);
    return 'reason' in result ? { kind: 'unreadable', blob, ...result } : { kind: 'read', blob, crq: result.crq };
  };
  const of = (blob: Oid, stem: string): Promise<State> => {
    const key = `${blob} ${stem}`;
    const before = known.get(key) ?? read(blob, stem);
    known.set(key, before);
    return before;
  };
  const at = async (revision: string, id: CrqId): Promise<State | null> => {
    const found = await repo.reader.info(`${revision}:${crqPath(basis.policy.crq.directory, id)}`);
    return found === null ? null : of(found.oid, id);
  };
  const followed = new Map<string, Promise<State | null>>();
  return {
    of,
    at,
    before({ oid, parents: [parent], changes }, id) {
      if (parent === undefined) return Promise.resolve(null);
      const path = crqPath(basis.policy.crq.directory, id);
      const own = followed.get(`${oid} ${id}`);
      // What a commit did not touch was in its parent as it is in the commit, which was asked as a parent before.
      const state = own === undefined || changes.some((change) => change.path === path) ? at(parent, id) : own;
      if (followed.size >= MAX_FOLLOWED) followed.clear();
      followed.set(`${parent} ${id}`, state);
      return state;
    },
  };
}
