/**
 * A merge by hand into a base. Where nothing else can notice it, because the base is this clone's own business, the
 * request is closed at once; where a remote has the base, the lander alone closes (three clones that pull one merge would
 * make three closing commits), and this only says so.
 */
import { branchTip, listBranches } from '../crq/branches.ts';
import { landedEach } from '../crq/landed.ts';
import { transitionMessage } from '../crq/message.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { isLegal } from '../domain/lifecycle.ts';
import { isProtected } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import { type Hook, type HookVerdict, PASS, told } from '../enforce/hooks/hook.ts';
import { branchRef, isAncestor, trackingRef } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { operate } from '../plan/operate.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { setField } from '../store/crq-edit.ts';
import { isUnreadable, loadCrq, type StoredCrq } from '../store/crq-load.ts';
import { planRecord } from '../store/record.ts';
import { uuidv7 } from '../sys/uuid.ts';

interface Merged {
  readonly crq: CrqId;
  readonly branch: string;
  readonly tip: Oid;
}

/** Branches of requests that this very merge brought: their tip is what was merged, or what was forwarded to. */
async function mergedNow(repo: Repo, basis: Basis, base: string, head: Oid): Promise<Result<readonly Merged[]>> {
  const second = (await repo.reader.info(`${head}^2`))?.oid ?? null;
  const branches = await listBranches(repo, basis);
  if (!branches.ok) return branches;
  const near = branches.value.flatMap((branch): readonly Merged[] => {
    const tip = branchTip(branch);
    const here = tip !== null && (tip === head || tip === second);
    return here && branch.crq !== null ? [{ crq: branch.crq, branch: branch.name, tip }] : [];
  });
  // A branch that has just been made stands on the base as well, and brought nothing.
  const heads = near.map(({ branch, crq, tip }) => ({ name: branch, crq, tip }));
  const ground = { ...basis, base, tip: head, seen: head };
  const landed = await landedEach(repo, ground, heads);
  return landed.ok ? ok(near.filter((_, index) => landed.value[index] !== null)) : landed;
}

async function closed(
  repo: Repo,
  base: string,
  head: Oid,
  { crq: { id, title, status }, path, text }: StoredCrq,
  tip: Oid,
): Promise<Result<HookVerdict>> {
  const after = setField(text, 'status', 'closed');
  if (typeof after !== 'string') return ok(PASS);
  const words = transitionMessage(id, title, { from: status, to: 'closed' });
  const message = `${words.trimEnd()}\nCRQ-Cause: landed ${tip}\n`;
  const request = {
    key: { argv: ['hook', 'post-merge', id], gitDir: repo.gitDir },
    group: uuidv7(repo.ports),
    dryRun: false,
  };
  const done = await operate(repo, request, 'hook post-merge', async () => {
    const edit = { ref: branchRef(base), from: head, parent: null, files: new Map([[path, after]]), message };
    const planned = await planRecord(repo, edit);
    if (!planned.ok) return planned;
    const title = message.split('\n')[0] ?? '';
    return ok({ op: 'hook post-merge', title, steps: planned.value.steps, answer: { oid: planned.value.oid } });
  });
  if (!done.ok) return done;
  done.value.reported();
  return ok(told(`gitcrq: ${id} is closed, since its branch is merged (take it back: gitcrq undo)`));
}

export const postMerge: Hook = async (repo, basis, { args }) => {
  const base = currentBranch(repo);
  const head = repo.head.oid;
  // `1`: a squash that is not committed yet (githooks(5)).
  if (args[0] === '1' || base === null || head === null || !isBaseBranch(basis, base)) return ok(PASS);
  const merged = await mergedNow(repo, basis, base, head);
  if (!merged.ok) return merged;
  const [first] = merged.value;
  if (first === undefined) return ok(PASS);
  const stored = await loadCrq(repo, basis, head, first.crq);
  if (stored === null || isUnreadable(stored) || !isLegal(stored.crq.status, 'closed')) return ok(PASS);
  const shared =
    basis.remote === null ? null : ((await repo.reader.info(trackingRef(basis.remote, base)))?.oid ?? null);
  if (shared === null) return closed(repo, base, head, stored, first.tip);
  const there = await isAncestor(repo, head, shared);
  if (!there.ok) return there;
  if (there.value)
    return ok(told(`gitcrq: ${first.crq} is merged and still ${stored.crq.status}; the queue closes it`));
  if (!isProtected(basis.policy, base)) return closed(repo, base, head, stored, first.tip);
  return ok(
    told(
      `gitcrq: ${base} is protected, so this merge of ${first.crq} cannot be pushed; the queue lands it:`,
      '  next: git reset --keep ORIG_HEAD',
      `  next: gitcrq close ${first.crq}`,
    ),
  );
};
