/**
 * The policy of a blob that was parsed before: reading YAML and checking it costs more than the rest of a question. Kept
 * in the git directory by the blob's name, so it cannot be stale; whoever can write there can change the hooks as well.
 */
import { join } from 'node:path';
import type { Oid } from '../domain/brand.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import { RULE_IDS } from '../domain/rules.ts';
import type { Repo } from '../git/repo.ts';

/** Whatever changes what a file means changes these, and with them every kept answer is void. */
const EDITION = JSON.stringify([DEFAULT_POLICY, RULE_IDS]);

const file = (repo: Repo, blob: Oid): string => join(repo.commonDir, 'gitcrq', 'cache', `policy-${blob}.json`);

function kept(repo: Repo, blob: Oid): Policy | null {
  const text = repo.ports.files.readText(file(repo, blob));
  const cut = text?.indexOf('\n') ?? -1;
  if (text === null || cut === -1 || text.slice(0, cut) !== EDITION) return null;
  try {
    return JSON.parse(text.slice(cut + 1)) as Policy; // written by `keep` below, of the same edition
  } catch {
    return null;
  }
}

function keep(repo: Repo, blob: Oid, policy: Policy): void {
  try {
    repo.ports.files.writeAtomic(file(repo, blob), `${EDITION}\n${JSON.stringify(policy)}`, 0o600);
  } catch {
    // A repository that cannot be written is only slower.
  }
}

/** The policy in this blob, or POLICY_INVALID; `where` says which copy it is. */
export async function policyOfBlob(
  repo: Repo,
  blob: { oid: Oid; bytes: Buffer },
  where: string,
): Promise<Result<Policy>> {
  const known = kept(repo, blob.oid);
  if (known !== null) return ok(known);
  const { policyOf } = await import('./policy-parse.ts');
  const policy = policyOf(blob.bytes.toString('utf8'), where);
  if (policy.ok) keep(repo, blob.oid, policy.value);
  return policy;
}
