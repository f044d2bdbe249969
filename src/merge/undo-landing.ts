/**
 * Takes back a landing that others may have seen, by new commits only: the target gets one that undoes the change and
 * reopens the request, and the branch gets one on top of that which brings the change back, so that the work can go on
 * and land again (a branch that is an ancestor of its target could never land a second time).
 */
import type { Oid } from '../domain/brand.ts';
import { formatTransition } from '../domain/lifecycle.ts';
import { quoted } from '../domain/quote.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { writeCommit } from '../git/commit.ts';
import { formatPerson, identity } from '../git/config.ts';
import { inverseMerge, mergeTree } from '../git/merge-tree.ts';
import { branchRef, isAncestor, type RefChange } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { changedTree } from '../git/tree.ts';
import { UNDO_REFUSED } from '../plan/errors.ts';
import type { Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { isUnreadable, loadCrq } from '../store/crq-load.ts';
import { queueLogRef, writeEvent } from '../store/queue-log.ts';
import { LANDING_UNKNOWN } from './errors.ts';
import { withStatus } from './landed-status.ts';
import { landerSignature, type WhoLands, whyNotLander } from './lander.ts';
import type { Landed } from './landing.ts';
import { follow, localMoves, pushWithLog } from './landing-steps.ts';
import { headOf, moved, type Reading, readQueue } from './reading.ts';
import { targetBasis } from './target.ts';

/** The landing as the journal's answer tells it, or LANDING_UNKNOWN. */
export function landedOf(answer: unknown): Result<Landed> {
  const known =
    typeof answer === 'object' &&
    answer !== null &&
    'oid' in answer &&
    'head' in answer &&
    'target' in answer &&
    'crq' in answer;
  return known ? ok(answer as Landed) : fail(LANDING_UNKNOWN, 'the operation is no landing', ['gitcrq merge log']); // our own journal
}

/** The event that takes a landing back, as a change of the log. `to`: where the target goes; `from`: where the log is. */
export async function planUndoneEvent(
  repo: Repo,
  { basis, landed, to }: { readonly basis: Basis; readonly landed: Landed; readonly to: Oid },
  from: Oid | null,
  who: WhoLands,
): Promise<Result<RefChange & { readonly to: Oid }>> {
  const ref = queueLogRef(landed.target);
  const lander = await identity(repo, 'COMMITTER');
  if (!lander.ok) return lander;
  const { crq, branch, target, head, oid: landing, test } = landed;
  const event = {
    event: 'undone',
    crq,
    branch,
    target,
    head,
    landing,
    to,
    tested: landing,
    test,
    lander: formatPerson(lander.value),
    approved: [],
  } as const;
  const signature = await landerSignature(basis, who, { ...event, previous: from });
  if (!signature.ok) return signature;
  const signed = signature.value === undefined ? event : { ...event, signature: signature.value };
  const written = await writeEvent(repo, signed, from);
  return written.ok ? ok({ ref, from, to: written.value }) : written;
}

/** What the undoing starts from. */
interface Ground {
  readonly landed: Landed;
  readonly basis: Basis;
  readonly tip: Oid;
  /** The target before the landing. */
  readonly from: Oid;
}

const refusal = ({ landed, basis }: Ground, why: string) =>
  fail(UNDO_REFUSED, `${landed.branch} cannot be taken back from ${landed.target}: ${why}`, [
    `git switch -c revert-${landed.crq.toLowerCase()} ${basis.remote === null ? '' : `${basis.remote}/`}${quoted(landed.target)}`,
    `git revert -m 1 ${landed.oid}`,
  ]);

/** The record's line in a message, if the record's status really changes. */
async function reopening(repo: Repo, { landed, basis, tip }: Ground): Promise<readonly string[]> {
  const copy = await loadCrq(repo, basis, tip, landed.crq);
  const status = copy === null || isUnreadable(copy) ? basis.policy.crq.workflow.new : copy.crq.status;
  const to = basis.policy.crq.workflow.new;
  return status === to ? [] : [`CRQ-Transition: ${formatTransition({ from: status, to })}`];
}

const reopened = (repo: Repo, { basis, landed }: Ground, tree: Oid) =>
  withStatus(repo, { basis, id: landed.crq }, tree, basis.policy.crq.workflow.new);

const titleOf = async (repo: Repo, { landed, basis, tip }: Ground): Promise<string> => {
  const copy = await loadCrq(repo, basis, tip, landed.crq);
  return copy === null || isUnreadable(copy) ? landed.crq : copy.crq.title;
};

/** The commit on the target: the change undone, every record kept as it is, the request open. */
async function takeBack(repo: Repo, ground: Ground): Promise<Result<Oid>> {
  const { landed, basis, tip, from } = ground;
  const undone = await inverseMerge(repo, { from, to: landed.oid }, tip);
  if (!undone.ok) return undone;
  const { directory } = basis.policy.crq;
  // Conflicts among records do not count: the records of the tip stay.
  const blocked = undone.value.clean ? [] : undone.value.paths.filter((path) => !path.startsWith(`${directory}/`));
  if (blocked.length > 0) return refusal(ground, `later changes stand on it in ${blocked.join(', ')}`);
  const records = await repo.reader.info(`${tip}:${directory}`);
  const kept = await changedTree(
    repo,
    undone.value.tree,
    new Map([[directory, records === null ? null : { mode: '40000', oid: records.oid }]]),
  );
  const open = await reopened(repo, ground, kept);
  if (typeof open === 'string') return refusal(ground, `its record cannot be reopened: ${open}`);
  const trailers = [`CRQ: ${landed.crq}`, ...(await reopening(repo, ground)), `CRQ-Cause: reverted ${landed.oid}`];
  const message = `Take back ${landed.branch}: ${await titleOf(repo, ground)}\n\nThis undoes ${landed.oid}.\n\n${trailers.join('\n')}\n`;
  return writeCommit(repo, { tree: open.tree, parents: [tip], message });
}

/** The commit on the branch: the target as it was, on top of the taking back. */
async function reapply(repo: Repo, ground: Ground, back: Oid): Promise<Result<Oid>> {
  const { landed, tip } = ground;
  const before = await repo.reader.info(`${tip}^{tree}`);
  const open = before === null ? 'its tree is missing' : await reopened(repo, ground, before.oid);
  if (typeof open === 'string') return refusal(ground, `its record cannot be reopened: ${open}`);
  const message = `Reapply ${landed.branch}: ${await titleOf(repo, ground)}\n\nThis brings back ${landed.oid}.\n\nCRQ: ${landed.crq}\n`;
  return writeCommit(repo, { tree: open.tree, parents: [back], message });
}

/** `again` joined with work that reached the branch after the landing, so that the branch only moves forward. */
async function joined(repo: Repo, ground: Ground, now: Oid | null, again: Oid): Promise<Result<Oid>> {
  if (now === null) return ok(again);
  const forward = await isAncestor(repo, now, again);
  if (!forward.ok || forward.value) return forward.ok ? ok(again) : forward;
  const merged = await mergeTree(repo, now, again);
  if (!merged.ok) return merged;
  if (!merged.value.clean)
    return refusal(ground, `${ground.landed.branch} has newer work that conflicts in ${merged.value.paths.join(', ')}`);
  const message = `Merge the reapplied ${ground.landed.branch}\n\nCRQ: ${ground.landed.crq}\n`;
  return writeCommit(repo, { tree: merged.value.tree, parents: [now, again], message });
}

/**
 * The steps that take back a landing which was pushed, on top of `earlier` moves of the same plan. `steps` and `answer`
 * are those of its operation. Fails UNDO_REFUSED, with the forward commands, where later changes stand on it.
 */
export async function planUndoLanding(
  repo: Repo,
  basis: Basis,
  steps: readonly Step[],
  answer: unknown,
  who: WhoLands,
  earlier: readonly RefChange[] = [],
): Promise<Result<readonly Step[]>> {
  const landed = landedOf(answer);
  if (!landed.ok) return landed;
  const push = steps.find((step) => step.kind === 'push');
  const ref = branchRef(landed.value.target);
  const from = push?.changes.find((change) => change.ref === ref)?.from ?? null;
  if (push === undefined || from === null)
    return fail(LANDING_UNKNOWN, `${landed.value.branch} was not pushed by this operation`, ['gitcrq merge log']);
  const read = await readQueue(repo, { ...basis, remote: push.remote });
  if (!read.ok) return read;
  const back = await planTakingBack(repo, moved(read.value, earlier), { landed: landed.value, from }, who);
  return back.ok ? ok(back.value.steps) : back;
}

/** What takes a landing back: its steps, and where they bring the target and the branch. */
export interface TakingBack {
  readonly steps: readonly Step[];
  readonly target: Oid;
  readonly branch: Oid;
}

/** As planUndoLanding, for any landing of a reading. `from`: the target before it. */
export async function planTakingBack(
  repo: Repo,
  reading: Reading,
  { landed, from }: Pick<Ground, 'landed' | 'from'>,
  who: WhoLands,
): Promise<Result<TakingBack>> {
  const tip = headOf(reading, landed.target);
  const where = reading.basis.remote ?? 'this repository';
  if (tip === null) return fail(UNDO_REFUSED, `${landed.target} is not on ${where} any more`, ['git fetch']);
  const target = await targetBasis(repo, reading.basis, landed.target, tip);
  if (!target.ok) return target;
  const ground: Ground = { landed, basis: target.value, tip, from };
  const lander = await whyNotLander(target.value, who);
  if (!lander.ok) return lander;
  if (lander.value !== null) return refusal(ground, lander.value);
  const there = await isAncestor(repo, landed.oid, tip);
  if (!there.ok) return there;
  if (!there.value) return refusal(ground, `${landed.oid} is not on it any more`);
  return undoSteps(repo, ground, who, {
    log: reading.refs.get(queueLogRef(landed.target)) ?? null,
    branch: headOf(reading, landed.branch),
  });
}

async function undoSteps(
  repo: Repo,
  ground: Ground,
  who: WhoLands,
  now: { log: Oid | null; branch: Oid | null },
): Promise<Result<TakingBack>> {
  const { remote } = ground.basis;
  const { landed, tip } = ground;
  const back = await takeBack(repo, ground);
  if (!back.ok) return back;
  const again = await reapply(repo, ground, back.value);
  if (!again.ok) return again;
  const branch = await joined(repo, ground, now.branch, again.value);
  if (!branch.ok) return branch;
  const log = await planUndoneEvent(repo, { basis: ground.basis, landed, to: back.value }, now.log, who);
  if (!log.ok) return log;
  const [target, own] = [branchRef(landed.target), branchRef(landed.branch)];
  const changes = [
    { ref: target, from: tip, to: back.value },
    log.value,
    { ref: own, from: now.branch, to: branch.value },
  ];
  const made = { target: back.value, branch: branch.value };
  if (remote === null) {
    const moves = await localMoves(repo, changes, `take back ${landed.branch}`);
    if (!moves.ok) return moves;
    if ('steps' in moves.value) return ok({ ...made, steps: moves.value.steps });
    return refusal(ground, `${moves.value.dirty.join(', ')} has changes in the way; commit or stash them`);
  }
  const [base, local] = [await follow(repo, target, back.value), await follow(repo, own, branch.value)];
  if (!base.ok) return base;
  if (!local.ok) return local;
  const pushed = await pushWithLog(repo, remote, changes, log.value);
  return ok({ ...made, steps: [...pushed, ...base.value, ...local.value] });
}
