/**
 * The bases of a server and the rules that each brings. The list of bases comes from the default branch, the rules for a
 * base from its own tip before the push: what is pushed cannot loosen them.
 */
import type { Oid } from '../../domain/brand.ts';
import { DEFAULT_POLICY, isBase, type Policy } from '../../domain/policy.ts';
import { ok, type Result } from '../../domain/result.ts';
import { currentBranch, type Repo } from '../../git/repo.ts';
import { type Basis, isBaseBranch, literalBase, POLICY_FILE, USUAL_BASES } from '../../store/basis.ts';
import { policyOf } from '../../store/policy-parse.ts';
import type { ServerRefs } from './refs.ts';

export interface Bases {
  /** The default branch's: says what is a base. */
  readonly main: Basis;
  is(branch: string): boolean;
  /** The base that a name means on a disk that knows no case; null if it is one itself, or means none. */
  twinOf(branch: string): string | null;
  /** The rules of a base as it is; a base that is not there yet stands under those of the default branch. */
  of(branch: string): Promise<Result<Basis>>;
  /** Tips whose history needs no judging: those of the bases that have rules. */
  readonly judged: readonly Oid[];
}

/** The policy in a commit's tree; null if there is none. Not by the cache, whose files belong to whoever pushed first. */
async function policyAt(repo: Repo, branch: string, tip: Oid): Promise<Result<Policy | null>> {
  const blob = await repo.reader.read(`${tip}:${POLICY_FILE}`);
  return blob?.type === 'blob' ? policyOf(blob.bytes.toString('utf8'), `${branch}:${POLICY_FILE}`) : ok(null);
}

interface Found {
  readonly branch: string;
  readonly policy: Policy | null;
}

/** The default branch: HEAD's, or one of the usual names where HEAD has no rules. */
async function defaultBranch(repo: Repo, { branches }: ServerRefs): Promise<Result<Found | null>> {
  const current = currentBranch(repo);
  let first: Found | null = null;
  for (const branch of [...(current === null ? [] : [current]), ...USUAL_BASES]) {
    const tip = branches.get(branch);
    if (tip === undefined) continue;
    const policy = await policyAt(repo, branch, tip);
    if (!policy.ok) return policy;
    first ??= { branch, policy: null };
    if (policy.value !== null) return ok({ branch, policy: policy.value });
  }
  return ok(first);
}

/** A branch that does not call itself a base leaves it to the base it names. */
async function named(repo: Repo, { branches }: ServerRefs, { branch, policy }: Found): Promise<Result<Found>> {
  const base = policy === null ? undefined : literalBase(policy);
  const tip = base === undefined ? undefined : branches.get(base);
  if (policy === null || base === undefined || tip === undefined || isBase(policy, branch))
    return ok({ branch, policy });
  const own = await policyAt(repo, base, tip);
  return own.ok ? ok(own.value === null ? { branch, policy } : { branch: base, policy: own.value }) : own;
}

/** null where the server has no base with rules. Fails POLICY_INVALID: without readable rules nothing can be let through. */
export async function readBases(repo: Repo, refs: ServerRefs): Promise<Result<Bases | null>> {
  const found = await defaultBranch(repo, refs);
  if (!found.ok) return found;
  const from = found.value === null ? ok(null) : await named(repo, refs, found.value);
  if (!from.ok) return from;
  if (from.value === null || from.value.policy === null) return ok(null);
  const { branch, policy } = from.value;
  const literal = literalBase(policy);
  const base = literal !== undefined && refs.branches.has(literal) ? literal : branch;
  const basis = (name: string, own: Policy | null): Basis => {
    const tip = refs.branches.get(name) ?? null;
    return {
      policy: own ?? DEFAULT_POLICY,
      adopted: own !== null,
      base: name,
      remote: null,
      source: null,
      tip,
      seen: tip,
    };
  };
  const main = basis(base, policy);
  const is = (name: string): boolean => isBaseBranch(main, name);
  const there = [...refs.branches].filter(([name]) => is(name));
  const folded = new Map(there.map(([name]) => [name.toLowerCase(), name]));
  const under = await Promise.all(
    there.map(async ([, tip]) => ((await repo.reader.info(`${tip}:${POLICY_FILE}`)) === null ? [] : [tip])),
  );
  const known = new Map<string, Result<Basis>>();
  return ok({
    main,
    is,
    twinOf: (name) => (is(name) ? null : (folded.get(name.toLowerCase()) ?? null)),
    judged: under.flat(),
    async of(name) {
      const before = known.get(name);
      if (before !== undefined) return before;
      const tip = refs.branches.get(name);
      const own = tip === undefined ? ok(main.policy) : await policyAt(repo, name, tip);
      const made = own.ok ? ok(tip === undefined ? main : basis(name, own.value)) : own;
      known.set(name, made);
      return made;
    },
  });
}
