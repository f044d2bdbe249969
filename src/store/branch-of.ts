/** Which request a branch belongs to. One answer: what the clone notes about a branch that was renamed, else its name. */
import { join } from 'node:path';
import { branchCrq, branchOfRef } from '../domain/branch-name.ts';
import type { CrqId } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import { ok, type Result } from '../domain/result.ts';
import { type GitConfig, gitConfig, parseConfig } from '../git/config.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, isBaseBranch } from './basis.ts';

/** The request of a branch, by a config that was read. A base has none. */
export function notedCrq(basis: Basis, config: GitConfig, branch: string): CrqId | null {
  if (isBaseBranch(basis, branch)) return null;
  const { prefixes } = basis.policy.crq;
  const noted = config.get(`branch.${branch}.gitcrqcrq`);
  return (noted === undefined ? null : parseWrittenId(noted, prefixes)) ?? branchCrq(branch, prefixes);
}

/**
 * The name of a branch on the remote. Others see names alone, so one that was renamed here keeps the name it was pushed
 * under there, as git's upstream says.
 */
export function sharedName(basis: Basis, config: GitConfig, branch: string): string {
  if (config === NO_NOTES) return branch;
  const { prefixes } = basis.policy.crq;
  const crq = notedCrq(basis, config, branch);
  if (crq === null || basis.remote === null || branchCrq(branch, prefixes) === crq) return branch;
  const upstream = branchOfRef(config.get(`branch.${branch}.merge`) ?? '');
  const there = config.get(`branch.${branch}.remote`) === basis.remote;
  return there && upstream !== null && branchCrq(upstream, prefixes) === crq ? upstream : branch;
}

const NOTE = 'gitcrqcrq';
/** Every branch is what its name says. */
export const NO_NOTES = parseConfig('');

/** True if every note says what its branch's name says, written plainly as git does: then the names are enough. */
function namesSayIt(text: string, prefixes: readonly string[]): boolean {
  let branch = '';
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (line.startsWith('[')) branch = /^\[branch "([^"\\]+)"\]$/.exec(line)?.[1] ?? '';
    if (!line.toLowerCase().includes(NOTE)) continue;
    const noted = parseWrittenId(/^gitcrqcrq = (\S+)$/i.exec(line)?.[1] ?? '', prefixes);
    if (noted === null || noted !== branchCrq(branch, prefixes)) return false;
  }
  return true;
}

/** What the clone notes of its branches, in its own file only: no process is spent unless one was renamed. */
export async function branchNotes(repo: Repo, basis: Basis): Promise<Result<GitConfig>> {
  const text = repo.ports.files.readText(join(repo.commonDir, 'config')) ?? '';
  return namesSayIt(text, basis.policy.crq.prefixes) ? ok(NO_NOTES) : gitConfig(repo);
}

/** Names of the branches that the clone notes a request for. */
export const notedBranches = (notes: GitConfig): readonly string[] =>
  notes
    .keys()
    .filter((key) => key.startsWith('branch.') && key.endsWith(`.${NOTE}`))
    .map((key) => key.slice('branch.'.length, -NOTE.length - 1));

export async function crqOfBranch(repo: Repo, basis: Basis, branch: string): Promise<Result<CrqId | null>> {
  const config = await branchNotes(repo, basis);
  return config.ok ? ok(notedCrq(basis, config.value, branch)) : config;
}
