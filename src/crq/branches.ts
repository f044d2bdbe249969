/** The branches of requests: found by name or note among local heads and one remote's heads, never by reading all files. */

import { branchOfRef, HEADS } from '../domain/branch-name.ts';
import type { BranchName, CrqId, Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { GitConfig } from '../git/config.ts';
import { branchRef, listRefs, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { branchNotes, notedCrq, sharedName } from '../store/branch-of.ts';

export interface CrqBranch {
  readonly name: BranchName;
  readonly crq: CrqId | null;
  /** Tip of the local branch, null if there is none here. */
  readonly local: Oid | null;
  /** Tip on the remote as last fetched, null if there is none there. */
  readonly shared: Oid | null;
  /** Its name on the remote: another one only where git renamed the branch here. */
  readonly sharedAs: string;
}

/** The tip that counts for people here: the local one if there is one. */
export const branchTip = (branch: CrqBranch): Oid | null => branch.local ?? branch.shared;

/** Local and remote branches joined by name; bases are left out. `only` keeps the branches of one request. */
export async function listBranches(repo: Repo, basis: Basis, only?: CrqId): Promise<Result<readonly CrqBranch[]>> {
  const tracking = basis.remote === null ? null : trackingRef(basis.remote, '');
  const [refs, notes] = await Promise.all([
    listRefs(repo, [HEADS, ...(tracking === null ? [] : [tracking])]),
    branchNotes(repo, basis),
  ]);
  if (!refs.ok) return refs;
  return notes.ok ? ok(joinBranches(refs.value, tracking, basis, notes.value, only)) : notes;
}

/** By what was listed of `refs`. */
export function joinBranches(
  refs: ReadonlyMap<string, Oid>,
  tracking: string | null,
  basis: Basis,
  notes: GitConfig,
  only: CrqId | undefined,
): readonly CrqBranch[] {
  const found = new Map<string, CrqBranch>();
  const see = (name: string, more: Partial<CrqBranch>): void => {
    const crq = notedCrq(basis, notes, name);
    if (isBaseBranch(basis, name) || (only !== undefined && crq !== only)) return;
    const none = { name: name as BranchName, crq, local: null, shared: null, sharedAs: name }; // git's own name
    found.set(name, { ...none, ...found.get(name), ...more });
  };
  const renamed = new Map<string, string>();
  for (const [ref, local] of refs) {
    const name = branchOfRef(ref);
    if (name === null) continue;
    const sharedAs = sharedName(basis, notes, name);
    if (sharedAs !== name && !refs.has(branchRef(sharedAs))) renamed.set(sharedAs, name);
    see(name, { local, ...(renamed.has(sharedAs) ? { sharedAs } : {}) });
  }
  for (const [ref, shared] of refs) {
    const name = tracking !== null && ref.startsWith(tracking) ? ref.slice(tracking.length) : null;
    if (name !== null && name !== 'HEAD') see(renamed.get(name) ?? name, { shared });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
