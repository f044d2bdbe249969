/** The base that a branch lands on, with the rules of that base's own tip: never those of the branch that is judged. */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, POLICY_FILE } from '../store/basis.ts';
import { policyOfBlob } from '../store/policy-cache.ts';

/** `basis` turned to another base, or to a newer tip of the same. A base without a policy of its own has the default base's. */
export async function targetBasis(repo: Repo, basis: Basis, base: string, tip: Oid): Promise<Result<Basis>> {
  if (basis.base === base && basis.tip === tip && basis.seen === tip) return ok(basis);
  const file = await repo.reader.read(`${tip}:${POLICY_FILE}`);
  const turned = { ...basis, base, tip, seen: tip };
  if (file?.type !== 'blob') return ok(turned);
  const policy = await policyOfBlob(repo, file, `${base}:${POLICY_FILE}`);
  return policy.ok ? ok({ ...turned, adopted: true, policy: policy.value }) : policy;
}
