/** What one check looks at: the repository, the rules it stands under, the range, and what was read for it so far. */

import { branchCrq } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { crqPath, pathStem } from '../domain/crq.ts';
import { parseWrittenId } from '../domain/id.ts';
import { once } from '../domain/once.ts';
import type { Repo } from '../git/repo.ts';
import { entryName, readTree } from '../git/tree.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import type { LinkNotes } from '../store/notes.ts';
import type { RecordChange } from './record-changes.ts';
import type { States } from './states.ts';

export interface Range {
  /** Tip of the target: what is reachable from it is not judged, and its records count. null judges all of history. */
  readonly base: Oid | null;
  readonly head: Oid;
  /** Name of the branch that is judged; null if there is none (a detached HEAD, a range of commits). */
  readonly branch: string | null;
  /** The branch's request, where that is known otherwise than by its name. */
  readonly crq?: CrqId | null;
  /** Judge all of the head's history, whatever the base has. */
  readonly all?: boolean;
  /** Prefixes of a repository that never used gitcrq: only linkage is judged, and no policy is needed. */
  readonly external?: readonly string[];
  /** The range is about to reach a protected base: fixups are errors. */
  readonly landing?: boolean;
  /** The range is being pushed, perhaps for others to look at: what only a landing needs is a warning. */
  readonly pushing?: boolean;
  /** The head is a message that is not committed yet, and this is its file (`-` is standard input): only it is judged. */
  readonly message?: string;
  /** Further revisions not to be judged, as `git rev-list --not` takes them. */
  readonly exclude?: readonly string[];
}

export interface Scope {
  readonly repo: Repo;
  readonly basis: Basis;
  readonly range: Range;
  readonly prefixes: readonly string[];
  /** The branch's own request: what a mending command most likely wants. */
  readonly own: CrqId | null;
  /** Commits of the range that touched records or the policy. */
  readonly changes: ReadonlyMap<Oid, readonly RecordChange[]>;
  readonly states: States;
  /** Where the range is of a base: the newest commits for each request they are linked to. Filled while commits are read. */
  readonly worked: Map<CrqId, Oid[]>;
  readonly notes: LinkNotes;
  /** Ids that have a file at the end of the range or on the target. */
  known(): Promise<readonly CrqId[]>;
  /** Where the range left the target; null without a target or a common commit. */
  forkPoint(): Promise<Oid | null>;
}

/** Is the range about a base, where work is done, rather than about a branch of work? */
export const isOfBase = ({ range, basis }: Pick<Scope, 'range' | 'basis'>): boolean =>
  range.external === undefined && (range.base === null || (range.branch !== null && isBaseBranch(basis, range.branch)));

/** The range as arguments of `git log` and `git rev-list`. */
export const revisionArgs = ({ base, head, exclude = [] }: Range): readonly string[] => {
  const not = [...(base === null ? [] : [base]), ...exclude];
  return not.length === 0 ? [head] : [head, '--not', ...not];
};

/** Ids that have a file in a revision's tree, readable or not. */
export async function idsAt(repo: Repo, { policy }: Basis, revision: string): Promise<readonly CrqId[]> {
  const { directory, prefixes } = policy.crq;
  const entries = (await readTree(repo, `${revision}:${directory}`)) ?? [];
  return entries.flatMap((entry) => {
    const stem = pathStem(directory, `${directory}/${entryName(entry)}`);
    const id = stem === null ? null : parseWrittenId(stem, prefixes);
    return id === null ? [] : [id];
  });
}

export function makeScope(
  repo: Repo,
  basis: Basis,
  range: Range,
  read: Pick<Scope, 'changes' | 'states' | 'notes'>,
): Scope {
  const prefixes = range.external ?? basis.policy.crq.prefixes;
  return {
    repo,
    basis,
    range,
    prefixes,
    own: range.crq ?? (range.branch === null ? null : branchCrq(range.branch, prefixes)),
    ...read,
    worked: new Map(),
    known: once(async () => {
      const lists = await Promise.all(
        [range.head, ...(range.base === null ? [] : [range.base])].map((revision) => idsAt(repo, basis, revision)),
      );
      return [...new Set(lists.flat())];
    }),
    forkPoint: once(async () => {
      if (range.base === null) return null;
      const found = await repo.git(['merge-base', range.base, range.head]);
      const first = found.ok ? found.value.stdout.toString('utf8').split('\n')[0] : '';
      return first ? ((await repo.reader.info(first))?.oid ?? null) : null;
    }),
  };
}

/** Is there a file of this request at the end of the range or on the target? */
export async function isKnown(scope: Scope, id: CrqId): Promise<boolean> {
  const path = crqPath(scope.basis.policy.crq.directory, id);
  const revisions = [scope.range.head, ...(scope.range.base === null ? [] : [scope.range.base])];
  const found = await Promise.all(revisions.map((revision) => scope.repo.reader.info(`${revision}:${path}`)));
  return found.some((entry) => entry !== null);
}
