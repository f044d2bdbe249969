/** Branches of requests that exist: their names, where they start, and what the clone notes about them. */

import { branchFor, judgeName, type NamingRule, slug } from '../domain/branch-name.ts';
import type { BranchName, CrqId, Oid } from '../domain/brand.ts';
import { nearest } from '../domain/distance.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import { currentBranch, type Repo, workTreeOf } from '../git/repo.ts';
import type { GitConfigStep, Step } from '../plan/step.ts';
import { type Basis, baseTip } from '../store/basis.ts';
import { BRANCH_EXISTS, BRANCH_NAME_INVALID, REVISION_UNKNOWN } from './errors.ts';
import { findCrq } from './find.ts';

export const nameRule = (basis: Basis): NamingRule => ({
  types: basis.policy.branches.types,
  prefixes: basis.policy.crq.prefixes,
  max_length: basis.policy.branches.max_length,
  pattern: basis.policy.branches.pattern,
});

/** What survives a rename of the branch: whose it is and where it began. */
export const branchConfig = (branch: string, id: CrqId, fork: Oid): GitConfigStep => ({
  kind: 'git-config',
  changes: [
    { key: `branch.${branch}.gitcrqCrq`, from: null, to: id },
    { key: `branch.${branch}.gitcrqFork`, from: null, to: fork },
  ],
});

/** Branches and tags whose names are near to a word that names nothing. */
async function nearNames(repo: Repo, text: string): Promise<readonly string[]> {
  const refs = await repo.git([
    'for-each-ref',
    '--format=%(refname:lstrip=2)',
    'refs/heads',
    'refs/tags',
    'refs/remotes',
  ]);
  return refs.ok ? nearest(text.slice(0, 200), refs.value.stdout.toString('utf8').split('\n').filter(Boolean)) : [];
}

/** The commit a user named, or REVISION_UNKNOWN. */
export async function revisionOid(repo: Repo, text: string): Promise<Result<Oid>> {
  const found = text.startsWith('-') ? null : await repo.reader.info(`${text}^{commit}`);
  if (found !== null) return ok(found.oid);
  const near = await nearNames(repo, text);
  return fail(
    REVISION_UNKNOWN,
    `git knows no commit ${JSON.stringify(text.slice(0, 80))}${near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`}`,
    ['git branch --all', 'git log --oneline'],
  );
}

export interface NewBranch {
  readonly type: string | null;
  readonly slug: string | null;
  readonly from: string | null;
}

export interface PlannedBranch {
  readonly branch: BranchName;
  readonly id: CrqId;
  readonly oid: Oid;
  readonly base: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

/** A new branch at the base if the request is there, else at the commit that created it; nothing is copied. */
export async function planBranch(
  repo: Repo,
  basis: Basis,
  text: string,
  wanted: NewBranch,
): Promise<Result<PlannedBranch>> {
  const found = await findCrq(repo, basis, text);
  if (!found.ok) return found;
  const { id, copy, onBase, proposals } = found.value;
  const start = await startOf(repo, basis, {
    from: wanted.from,
    base: copy.crq.base,
    born: onBase === null ? (proposals[0]?.tip ?? null) : null,
    path: copy.path,
  });
  if (!start.ok) return start;
  const type = wanted.type ?? copy.crq.type;
  const rule = nameRule(basis);
  const name = branchFor(type, id, wanted.slug === null ? copy.crq.title : slug(wanted.slug, 60), rule);
  const verdict = judgeName(name, rule);
  if (!verdict.valid)
    return fail(BRANCH_NAME_INVALID, `${name}: ${verdict.why}`, [`gitcrq branch new ${id} --type ${rule.types[0]}`]);
  if (proposals.some((proposal) => proposal.branch.name === name)) {
    return fail(BRANCH_EXISTS, `${name} is there already`, [
      `gitcrq start ${id}`,
      `gitcrq branch new ${id} --slug second-part`,
    ]);
  }
  const create: Step = {
    kind: 'refs',
    changes: [{ ref: branchRef(name), from: null, to: start.value }],
    reason: `branch ${name}`,
  };
  return ok({
    branch: name,
    id,
    oid: start.value,
    base: copy.crq.base,
    title: copy.crq.title,
    steps: [create, branchConfig(name, id, start.value)],
  });
}

interface Start {
  readonly from: string | null;
  readonly base: string;
  /** Tip of the branch the request was born on, null if it is on the base. */
  readonly born: Oid | null;
  readonly path: string;
}

async function startOf(repo: Repo, basis: Basis, { from, base, born, path }: Start): Promise<Result<Oid>> {
  if (from !== null) return revisionOid(repo, from);
  if (born === null) return baseOrSeen(repo, basis, base, path);
  const log = await repo.output('finding the commit that made the request', [
    'log',
    '--format=%H',
    '--no-show-signature',
    '--diff-filter=A',
    '--max-count=1',
    born,
    '--',
    path,
  ]);
  return log.ok ? revisionOid(repo, log.value.trim()) : log;
}

/** The remote's base, unless the request is so new that only the local base has it. */
async function baseOrSeen(repo: Repo, basis: Basis, base: string, path: string): Promise<Result<Oid>> {
  const tip = await baseTip(repo, basis, base);
  if (!tip.ok || (await repo.reader.info(`${tip.value}:${path}`)) !== null) return tip;
  return basis.seen === null ? tip : ok(basis.seen);
}

/** The steps that bring the user onto a branch: a switch here, or a worktree of its own. */
export function goTo(repo: Repo, branch: string, worktree: string | null): Result<readonly Step[]> {
  if (worktree !== null) return ok([{ kind: 'worktree', dir: worktree, branch, op: 'add' }]);
  const top = workTreeOf(repo);
  if (!top.ok) return top;
  const from = currentBranch(repo) ?? repo.head.oid;
  return ok(from === null || from === branch ? [] : [{ kind: 'switch', dir: top.value, from, to: branch }]);
}
