/**
 * A merge by hand into a base. Where nothing else can notice it, because the base is this clone's own business, the
 * request is closed at once; where a remote has the base, the lander alone closes (three clones that pull one merge would
 * make three closing commits), and this only says so.
 */
import { branchTip, listBranches } from '../crq/branches.ts';
import { landedEach } from '../crq/landed.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { isLegal } from '../domain/lifecycle.ts';
import { isProtected } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import { type Hook, type HookVerdict, PASS, told } from '../enforce/hooks/hook.ts';
import { readCommit } from '../git/commit.ts';
import { branchRef, isAncestor, trackingRef } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { operate } from '../plan/operate.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { isUnreadable, loadCrq } from '../store/crq-load.ts';
import { planRecord } from '../store/record.ts';
import { uuidv7 } from '../sys/uuid.ts';
import { type Closing, closingCommit } from './closing-commit.ts';

interface Merged {
  readonly crq: CrqId;
  readonly branch: string;
  readonly tip: Oid;
}

/** Branches of requests that this very merge brought: their tips are what was merged, or what was forwarded to. */
async function mergedNow(repo: Repo, basis: Basis, base: string, head: Oid): Promise<Result<readonly Merged[]>> {
  // All parents: an octopus on a base that can be forwarded has the first branch in the base's place.
  const brought = (await readCommit(repo, head))?.parents ?? [];
  const branches = await listBranches(repo, basis);
  if (!branches.ok) return branches;
  const near = branches.value.flatMap((branch): readonly Merged[] => {
    const tip = branchTip(branch);
    const here = tip !== null && (tip === head || brought.includes(tip));
    return here && branch.crq !== null ? [{ crq: branch.crq, branch: branch.name, tip }] : [];
  });
  // A branch that has just been made stands on the base as well, and brought nothing.
  const heads = near.map(({ branch, crq, tip }) => ({ name: branch, crq, tip }));
  const ground = { ...basis, base, tip: head, seen: head };
  const landed = await landedEach(repo, ground, heads);
  return landed.ok ? ok(near.filter((_, index) => landed.value[index] !== null)) : landed;
}

/** One closing commit for all that the merge brought: an octopus brings several. */
async function closed(
  repo: Repo,
  { policy }: Basis,
  base: string,
  head: Oid,
  closings: readonly Closing[],
): Promise<Result<HookVerdict>> {
  const { subject, message, files, ids: all } = closingCommit(closings, policy.crq.workflow.closed);
  const ids = all.join(', ');
  const request = {
    key: { argv: ['hook', 'post-merge', ids], gitDir: repo.gitDir },
    group: uuidv7(repo.ports),
    dryRun: false,
  };
  const done = await operate(repo, request, 'hook post-merge', async () => {
    const planned = await planRecord(repo, { ref: branchRef(base), from: head, parent: null, files, message });
    if (!planned.ok) return planned;
    const answer = { oid: planned.value.oid };
    return ok({ op: 'hook post-merge', title: subject, steps: planned.value.steps, answer });
  });
  if (!done.ok) return done;
  done.value.reported();
  const said = closings.length === 1 ? 'is closed, since its branch is' : 'are closed, since their branches are';
  return ok(told(`gitcrq: ${ids} ${said} merged (take it back: gitcrq undo)`));
}

/** The requests that were brought and can be closed, each once. */
async function closingsOf(repo: Repo, basis: Basis, head: Oid, merged: readonly Merged[]): Promise<readonly Closing[]> {
  const { workflow } = basis.policy.crq;
  const found = new Map<CrqId, Closing>();
  for (const { crq, tip } of merged) {
    const stored = found.has(crq) ? null : await loadCrq(repo, basis, head, crq);
    if (stored !== null && !isUnreadable(stored) && isLegal(workflow, stored.crq.status, workflow.closed))
      found.set(crq, { stored, tip });
  }
  return [...found.values()];
}

export const postMerge: Hook = async (repo, basis, { args }) => {
  const base = currentBranch(repo);
  const head = repo.head.oid;
  // `1`: a squash that is not committed yet (githooks(5)).
  if (args[0] === '1' || base === null || head === null || !isBaseBranch(basis, base)) return ok(PASS);
  const merged = await mergedNow(repo, basis, base, head);
  if (!merged.ok) return merged;
  const closings = await closingsOf(repo, basis, head, merged.value);
  if (closings.length === 0) return ok(PASS);
  const shared =
    basis.remote === null ? null : ((await repo.reader.info(trackingRef(basis.remote, base)))?.oid ?? null);
  if (shared === null) return closed(repo, basis, base, head, closings);
  const ids = closings.map(({ stored }) => stored.crq.id);
  const there = await isAncestor(repo, head, shared);
  if (!there.ok) return there;
  if (there.value) return ok(told(`gitcrq: ${ids.join(', ')} merged and not closed yet; the queue closes what landed`));
  if (!isProtected(basis.policy, base)) return closed(repo, basis, base, head, closings);
  return ok(
    told(
      `gitcrq: ${base} is protected, so this merge of ${ids.join(', ')} cannot be pushed; the queue lands it:`,
      '  next: git reset --keep ORIG_HEAD',
      ...ids.map((id) => `  next: gitcrq close ${id}`),
    ),
  );
};
