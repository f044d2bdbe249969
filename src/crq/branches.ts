/** The branches of requests: found by name or note among local heads and one remote's heads, never by reading all files. */

import { HEADS } from '../domain/branch-name.ts';
import type { BranchName, CrqId, Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { GitConfig } from '../git/config.ts';
import { listRefs, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { branchNotes, notedCrq } from './branch-of.ts';

export interface CrqBranch {
  readonly name: BranchName;
  readonly crq: CrqId | null;
  /** Tip of the local branch, null if there is none here. */
  readonly local: Oid | null;
  /** Tip on the remote as last fetched, null if there is none there. */
  readonly shared: Oid | null;
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

function joinBranches(
  refs: ReadonlyMap<string, Oid>,
  tracking: string | null,
  basis: Basis,
  notes: GitConfig,
  only: CrqId | undefined,
): readonly CrqBranch[] {
  const found = new Map<string, CrqBranch>();
  for (const [ref, oid] of refs) {
    const here = ref.startsWith(HEADS);
    const name = here
      ? ref.slice(HEADS.length)
      : tracking !== null && ref.startsWith(tracking)
        ? ref.slice(tracking.length)
        : null;
    if (name === null || (!here && name === 'HEAD') || isBaseBranch(basis, name)) continue;
    const crq = notedCrq(basis, notes, name);
    if (only !== undefined && crq !== only) continue;
    const before = found.get(name) ?? { name: name as BranchName, crq, local: null, shared: null }; // git's own name
    found.set(name, here ? { ...before, local: oid } : { ...before, shared: oid });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
