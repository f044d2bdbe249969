/** Who is trusted with what, as the base says it or said it at a commit. Never as a branch would have it. */
import type { Oid } from '../domain/brand.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Right, TrustEntry } from '../domain/trust.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, POLICY_FILE } from '../store/basis.ts';
import { TRUST_NOT_ON_BASE } from './errors.ts';
import { type KeyId, parsePublicKey } from './public-key.ts';

export interface Trusted extends TrustEntry {
  /** Null: the key cannot be read, so nobody has these rights; `problem` says why. */
  readonly id: KeyId | null;
  readonly problem: string | null;
}

export interface Trust {
  /** The commit whose policy says so; null in an empty repository. */
  readonly commit: Oid | null;
  readonly keys: readonly Trusted[];
}

function trusted(entry: TrustEntry): Trusted {
  const key = parsePublicKey(entry.key);
  return typeof key === 'string'
    ? { ...entry, id: null, problem: key }
    : { ...entry, key: key.text, id: key.id, problem: null };
}

const trustOf = (commit: Oid | null, { trust }: Policy): Trust => ({ commit, keys: trust.map(trusted) });

/** Who is trusted now. */
export const trustNow = ({ policy, source }: Basis): Trust => trustOf(source?.oid ?? null, policy);

/** What the tree of a commit says; whether its word counts, the caller knows. Not by the cache, which others may write. */
export async function trustIn(repo: Repo, commit: Oid): Promise<Result<Trust>> {
  const blob = await repo.reader.read(`${commit}:${POLICY_FILE}`);
  // Loads YAML and the schema, which a verdict seldom needs.
  const { policyOf } = await import('../store/policy-parse.ts');
  const policy =
    blob?.type === 'blob'
      ? policyOf(blob.bytes.toString('utf8'), `${commit.slice(0, 12)}:${POLICY_FILE}`)
      : ok(DEFAULT_POLICY);
  return policy.ok ? ok(trustOf(commit, policy.value)) : policy;
}

/** Who was trusted at a commit of the base. Fails TRUST_NOT_ON_BASE for a commit of a branch. */
export async function trustAt(repo: Repo, basis: Basis, commit: Oid): Promise<Result<Trust>> {
  const on = basis.tip === null ? ok(false) : await isAncestor(repo, commit, basis.tip);
  if (!on.ok) return on;
  const base = basis.remote === null ? basis.base : `${basis.remote}/${basis.base}`;
  if (!on.value)
    return fail(TRUST_NOT_ON_BASE, `${commit.slice(0, 12)} is not on ${base}`, [
      `gitcrq trust list --at "$(git merge-base ${base} ${commit.slice(0, 12)})"`,
      'gitcrq trust list',
    ]);
  return trustIn(repo, commit);
}

/** Rights that everybody has for as long as the list gives them to nobody. Executing and overriding are never open. */
const OPEN: readonly Right[] = ['approve', 'land', 'lease', 'task'];

export const isOpen = ({ keys }: Trust, right: Right): boolean =>
  OPEN.includes(right) && !keys.some(({ rights }) => rights.includes(right));

/** What a key may do: nothing, if nobody said so. */
export const rightsOf = ({ keys }: Trust, id: KeyId): readonly Right[] =>
  keys.find((key) => key.id === id)?.rights ?? [];
