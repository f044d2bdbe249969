/** Close means done: the record says so on the branch, and the branch goes to the remote, where it asks to land. */

import { queueEvents } from '../coord/queue-log.ts';
import { branchCrq, branchFor } from '../domain/branch-name.ts';
import type { BranchName, CrqId, Oid } from '../domain/brand.ts';
import type { Crq } from '../domain/crq.ts';
import { quoted } from '../domain/quote.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { type GitConfig, gitConfig } from '../git/config.ts';
import { branchRef, isAncestor, trackingRef } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { isMerging } from '../git/worktrees.ts';
import type { Plan, Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { crqOfBranch, sharedName } from '../store/branch-of.ts';
import { nameRule } from './branch-new.ts';
import { type Edited, planMoveAt } from './edit.ts';
import { BRANCH_DIVERGED, BRANCH_MERGING, NO_CRQ_HERE } from './errors.ts';
import { findCrq } from './find.ts';
import type { Landed } from './landed/ground.ts';
import { landedAs } from './landed.ts';
import { type Place, placeFor, unlanded } from './place.ts';

export interface Closed {
  readonly id: CrqId;
  /** The request's branch, or the base where it has none. */
  readonly branch: BranchName | string;
  readonly oid: Oid;
  /** True if there is a branch of its own that can land. */
  readonly own: boolean;
  readonly pushed: boolean;
  /** Where it landed before, if there is nothing left to do. */
  readonly landed: Landed | null;
}

/** The request meant: named, or the one of the branch checked out. */
export async function closingId(repo: Repo, basis: Basis, text: string | undefined): Promise<Result<string>> {
  if (text !== undefined) return ok(text);
  const branch = currentBranch(repo);
  const id = branch === null ? ok(null) : await crqOfBranch(repo, basis, branch);
  if (!id.ok) return id;
  if (id.value !== null) return ok(id.value);
  return fail(NO_CRQ_HERE, branch === null ? 'HEAD is detached' : `${branch} is no branch of a request`, [
    'gitcrq close CRQ-1',
    'gitcrq crq list',
  ]);
}

/** The name under which the remote gets the branch: others know by it whose branch it is. */
function nameThere(basis: Basis, config: GitConfig, branch: string, { id, type, title }: Crq): string {
  const name = sharedName(basis, config, branch);
  return branchCrq(name, basis.policy.crq.prefixes) === id ? name : branchFor(type, id, title, nameRule(basis));
}

/** Brings the branch's copy on the remote up to date (as last fetched); refuses to lose what is there. */
async function planPush(
  repo: Repo,
  basis: Basis,
  branch: string,
  crq: Crq,
  tip: Oid,
): Promise<Result<readonly Step[]>> {
  const { remote } = basis;
  if (remote === null) return ok([]);
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  const name = nameThere(basis, config.value, branch, crq);
  const ref = branchRef(name);
  const there = (await repo.reader.info(trackingRef(remote, name)))?.oid ?? null;
  if (there === tip) return ok([]);
  const behind = there === null ? ok(true) : await isAncestor(repo, there, tip);
  if (!behind.ok) return behind;
  if (!behind.value)
    return fail(BRANCH_DIVERGED, `${branch} and ${remote}/${name} have diverged`, [
      `git log --oneline --left-right ${quoted(`${branch}...${remote}/${name}`)}`,
      // The remote's copy has somebody's work, or what a rebase here has replaced; only a person knows which.
      'git pull --rebase',
      `git push ${quoted(`--force-with-lease=${name}:${there}`)} ${remote} ${quoted(name === branch ? branch : `${branch}:${name}`)}`,
    ]);
  const before = (key: string): string | null => config.value.get(`branch.${branch}.${key}`) ?? null;
  const upstream: readonly Step[] =
    before('remote') !== null && (name === branch || before('merge') === ref)
      ? []
      : [
          {
            kind: 'git-config',
            changes: [
              { key: `branch.${branch}.remote`, from: before('remote'), to: remote },
              { key: `branch.${branch}.merge`, from: before('merge'), to: ref },
            ],
          },
        ];
  return ok([{ kind: 'push', remote, changes: [{ ref, from: there, to: tip }] }, ...upstream]);
}

/** The record's step, if it is not closed yet. */
async function planRecordClose(
  repo: Repo,
  basis: Basis,
  place: Place,
  reason: string | undefined,
): Promise<Result<{ steps: readonly Step[]; oid: Oid; title: string }>> {
  const { crq } = place.stored;
  const { closed } = basis.policy.crq.workflow;
  if (crq.status === closed) {
    const tip = place.from ?? place.parent;
    if (tip === null) throw new Error(`${place.branch} has no commit`);
    return ok({ steps: [], oid: tip, title: `Push ${crq.id}` });
  }
  const plan = await planMoveAt(repo, basis, place, {
    id: crq.id,
    to: closed,
    verb: 'close',
    ...(reason === undefined ? {} : { reason }),
  });
  if (!plan.ok) return plan;
  return ok({ steps: plan.value.steps, oid: (plan.value.answer as Edited).oid, title: plan.value.title }); // planMoveAt's own answer
}

/** A request that is closed on its base and has nothing left to land: an answer without a step. Null if it is not so. */
async function doneBefore(repo: Repo, basis: Basis, text: string): Promise<Result<Plan> | null> {
  const found = await findCrq(repo, basis, text);
  if (!found.ok || found.value.onBase?.crq.status !== basis.policy.crq.workflow.closed) return null;
  const { id, onBase, own: at } = found.value;
  const open = await unlanded(repo, basis, found.value);
  if (at.seen === null || !open.ok || open.value.length > 0) return null;
  const events = await queueEvents(repo, at);
  const own = events.findLast((event) => event.crq === id)?.event === 'landed';
  const answer: Closed = { id, branch: onBase.crq.base, oid: at.seen, own, pushed: false, landed: null };
  return ok({ op: 'close', title: `${id} is closed already`, steps: [], answer });
}

/** Plans from what was fetched last; the caller has synced. */
export async function planClose(
  repo: Repo,
  basis: Basis,
  text: string,
  reason: string | undefined,
): Promise<Result<Plan>> {
  const place = await placeFor(repo, basis, text);
  if (!place.ok) return (await doneBefore(repo, basis, text)) ?? place;
  if (isMerging(repo, place.value.ref))
    return fail(BRANCH_MERGING, `${place.value.branch} has a merge that is not committed`, [
      'git merge --continue',
      'git merge --abort',
    ]);
  const closed = await planRecordClose(repo, basis, place.value, reason);
  if (!closed.ok) return closed;
  const { branch, own, stored } = place.value;
  const { oid } = closed.value;
  const landed = own ? await landedAs(repo, basis, { name: branch, crq: stored.crq.id, tip: oid }) : ok(null);
  if (!landed.ok) return landed;
  const push = own && landed.value === null ? await planPush(repo, basis, branch, stored.crq, oid) : ok([]);
  if (!push.ok) return push;
  const answer: Closed = { id: stored.crq.id, branch, oid, own, pushed: push.value.length > 0, landed: landed.value };
  return ok({ op: 'close', title: closed.value.title, steps: [...closed.value.steps, ...push.value], answer });
}
