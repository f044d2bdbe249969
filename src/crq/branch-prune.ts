/** `branch prune`: landed branches go, by their proof; all others stay, and it is said why, and what they hold. */

import type { CrqId, Oid } from '../domain/brand.ts';
import { isExemptBranch } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { isRebasing, listWorktrees } from '../git/worktrees.ts';
import type { Plan, Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { branchKeys, forgetKeys } from './branch-config.ts';
import { type LostCommit, lostCommits } from './branch-lost.ts';
import { type Surveyed, survey } from './branch-survey.ts';
import { listBranches } from './branches.ts';
import type { Landed } from './landed/ground.ts';
import { synced } from './sync.ts';

interface Row {
  readonly name: string;
  readonly where: 'here' | 'remote';
  readonly crq?: CrqId;
  readonly oid: Oid;
}

export interface Pruned {
  readonly removed: readonly (Row & { readonly landed: Landed })[];
  readonly kept: readonly (Row & {
    readonly why: string;
    /** Commits that would be lost, newest first; the first few of `ahead`. */
    readonly commits: readonly LostCommit[];
    readonly ahead: number;
  })[];
}

/** One push names so many refs: a command line has an end. */
const BATCH = 400;

interface Candidate {
  readonly where: Row['where'];
  readonly found: Surveyed;
}

export async function planPrune(repo: Repo, basis: Basis, remote: boolean): Promise<Result<Plan>> {
  const now = remote ? await synced(repo, basis) : ok(basis);
  if (!now.ok) return now;
  const [candidates, keys, taken] = await Promise.all([
    surveyAll(repo, now.value, remote),
    branchKeys(repo),
    takenBranches(repo),
  ]);
  if (!candidates.ok) return candidates;
  if (!keys.ok) return keys;
  if (!taken.ok) return taken;
  const { removed, kept } = await judged(repo, now.value, candidates.value, taken.value);
  const answer: Pruned = { removed, kept };
  const title = removed.length === 1 ? (removed[0]?.name ?? '') : `${removed.length} branches`;
  const here = removed.filter(({ where }) => where === 'here');
  const steps = [
    ...deletion(here),
    ...forgetKeys(
      keys.value,
      here.map(({ name }) => name),
    ),
    ...remoteDeletions(now.value.remote, removed),
  ];
  return ok({ op: 'branch prune', title, steps, answer });
}

async function judged(
  repo: Repo,
  basis: Basis,
  candidates: readonly Candidate[],
  taken: ReadonlyMap<string, string>,
): Promise<Pruned> {
  const removed: Pruned['removed'][number][] = [];
  const kept: Pruned['kept'][number][] = [];
  for (const { where, found } of candidates) {
    const { head, own, landed } = found;
    const row: Row = { name: head.name, where, ...(head.crq === null ? {} : { crq: head.crq }), oid: head.tip };
    const why = reasonToKeep(repo, basis, found, where === 'here' ? taken.get(branchRef(head.name)) : undefined);
    if (why === null && landed !== null) removed.push({ ...row, landed });
    else {
      const lost = landed === null ? own : [];
      kept.push({ ...row, why: why ?? 'not landed', commits: await lostCommits(repo, lost), ahead: lost.length });
    }
  }
  return { removed, kept };
}

/** Local branches, and with `remote` the remote's too: their tips may differ, so each is judged by its own. */
async function surveyAll(repo: Repo, basis: Basis, remote: boolean): Promise<Result<readonly Candidate[]>> {
  const branches = await listBranches(repo, basis);
  if (!branches.ok) return branches;
  const wanted = branches.value.flatMap(({ name, crq, local, shared, sharedAs }) => [
    ...(local === null ? [] : [{ where: 'here' as const, head: { name, crq, tip: local } }]),
    ...(shared === null || !remote ? [] : [{ where: 'remote' as const, head: { name: sharedAs, crq, tip: shared } }]),
  ]);
  const found = await survey(
    repo,
    basis,
    wanted.map(({ head }) => head),
  );
  if (!found.ok) return found;
  return ok(found.value.map((one, n) => ({ where: wanted[n]?.where ?? 'here', found: one })));
}

async function takenBranches(repo: Repo): Promise<Result<ReadonlyMap<string, string>>> {
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  return ok(new Map(trees.value.flatMap(({ ref, dir }) => (ref === null ? [] : [[ref, dir] as const]))));
}

function reasonToKeep(
  repo: Repo,
  basis: Basis,
  { head, own, landed }: Surveyed,
  dir: string | undefined,
): string | null {
  if (landed === null) return own.length === 0 ? 'it has no work yet' : 'not landed';
  if (isExemptBranch(basis.policy, head.name)) return 'the policy exempts it';
  if (dir !== undefined) return `checked out in ${dir}`;
  return isRebasing(repo, branchRef(head.name)) ? 'it is being rebased' : null;
}

const deletion = (rows: readonly Row[]): readonly Step[] =>
  rows.length === 0
    ? []
    : [
        {
          kind: 'refs',
          changes: rows.map(({ name, oid }) => ({ ref: branchRef(name), from: oid, to: null })),
          reason: 'prune landed branches',
        },
      ];

function remoteDeletions(remote: string | null, removed: readonly Row[]): readonly Step[] {
  const changes = removed
    .filter(({ where }) => where === 'remote')
    .map(({ name, oid }) => ({ ref: branchRef(name), from: oid, to: null }));
  const steps: Step[] = [];
  for (let n = 0; n < changes.length && remote !== null; n += BATCH)
    steps.push({ kind: 'push', remote, changes: changes.slice(n, n + BATCH) });
  return steps;
}
