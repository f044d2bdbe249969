/**
 * The base of a request is the one that it names: by the default base's copy, else by the branch's own. Where the policy
 * has one base, nothing is read to know it.
 */
import { branchOfRef, HEADS } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { listRefs, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, isBaseBranch, turnedTo } from '../store/basis.ts';
import { isUnreadable, loadCrq } from '../store/crq-load.ts';

const hasOthers = ({ base, policy }: Basis): boolean => policy.branches.base.some((name) => name !== base);

/** `basis` where there is no request, or no copy of it that can be read. */
export async function ownBasis(
  repo: Repo,
  basis: Basis,
  { crq, tip }: { readonly crq: CrqId | null; readonly tip: Oid | null },
): Promise<Result<Basis>> {
  if (crq === null || !hasOthers(basis)) return ok(basis);
  for (const revision of [basis.seen, tip]) {
    const copy = revision === null ? null : await loadCrq(repo, basis, revision, crq);
    if (copy !== null && !isUnreadable(copy)) return turnedTo(repo, basis, copy.crq.base);
  }
  return ok(basis);
}

/** The other bases that there are, here or on the remote. */
export async function otherBases(repo: Repo, basis: Basis): Promise<Result<readonly Basis[]>> {
  if (!hasOthers(basis)) return ok([]);
  const tracking = basis.remote === null ? null : trackingRef(basis.remote, '');
  const refs = await listRefs(repo, [HEADS, ...(tracking === null ? [] : [tracking])]);
  if (!refs.ok) return refs;
  const names = [...refs.value.keys()].map(
    (ref) => branchOfRef(ref) ?? (tracking !== null && ref.startsWith(tracking) ? ref.slice(tracking.length) : ''),
  );
  const found: Basis[] = [];
  for (const name of new Set(names)) {
    if (name === basis.base || !isBaseBranch(basis, name)) continue;
    const other = await turnedTo(repo, basis, name);
    if (!other.ok) return other;
    if (other.value.base === name) found.push(other.value);
  }
  return ok(found);
}

interface Branched {
  readonly crq: CrqId | null;
  readonly tip: Oid;
}

/** Asks about heads base by base, and gives the answers in the order of the heads. */
export async function eachByBase<H extends Branched, T>(
  repo: Repo,
  basis: Basis,
  heads: readonly H[],
  ask: (own: Basis, heads: readonly H[]) => Promise<Result<readonly T[]>>,
): Promise<Result<readonly T[]>> {
  if (!hasOthers(basis)) return ask(basis, heads);
  const groups = new Map<string, { own: Basis; at: number[] }>();
  for (const [n, head] of heads.entries()) {
    const own = await ownBasis(repo, basis, head);
    if (!own.ok) return own;
    const group = groups.get(own.value.base) ?? { own: own.value, at: [] };
    group.at.push(n);
    groups.set(own.value.base, group);
  }
  const answers: T[] = [];
  for (const { own, at } of groups.values()) {
    const some = await ask(
      own,
      at.flatMap((n) => heads[n] ?? []),
    );
    if (!some.ok) return some;
    for (const [i, answer] of some.value.entries()) answers[at[i] ?? 0] = answer;
  }
  return ok(answers);
}
