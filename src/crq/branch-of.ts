/** Which request a branch belongs to. One answer: what the clone notes about a branch that was renamed, else its name. */
import { branchCrq } from '../domain/branch-name.ts';
import type { CrqId } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import { ok, type Result } from '../domain/result.ts';
import { type GitConfig, gitConfig } from '../git/config.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';

/** The request of a branch, by a config that was read. A base has none. */
export function notedCrq(basis: Basis, config: GitConfig, branch: string): CrqId | null {
  if (isBaseBranch(basis, branch)) return null;
  const { prefixes } = basis.policy.crq;
  const noted = config.get(`branch.${branch}.gitcrqcrq`);
  return (noted === undefined ? null : parseWrittenId(noted, prefixes)) ?? branchCrq(branch, prefixes);
}

export async function crqOfBranch(repo: Repo, basis: Basis, branch: string): Promise<Result<CrqId | null>> {
  const config = await gitConfig(repo);
  return config.ok ? ok(notedCrq(basis, config.value, branch)) : config;
}
