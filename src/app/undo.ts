/** `undo` and `resume`: what the journal of this clone allows a person to take back, or to go on with. */

import { findCrq } from '../crq/find.ts';
import type { Oid } from '../domain/brand.ts';
import type { GitcrqError } from '../domain/error.ts';
import { parseId } from '../domain/id.ts';
import { formatTransition, isLegal, parseTransition } from '../domain/lifecycle.ts';
import { linksOf, parseMessage, trailerValues } from '../domain/message.ts';
import { quoted } from '../domain/quote.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { type LinkChange, undoLinks } from '../enforce/link.ts';
import { readCommit, writeCommit } from '../git/commit.ts';
import { inverseMerge } from '../git/merge-tree.ts';
import { branchRef, isAncestor, readRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { CATCH_UP } from '../merge/catch-up.ts';
import type { DirectAnswer } from '../merge/direct.ts';
import { follow } from '../merge/landing-steps.ts';
import type { Approved } from '../merge/review-line.ts';
import { TAKE_BACK, type TakenBack } from '../merge/take-back.ts';
import { tellTakenBack } from '../merge/tell.ts';
import { DIRECT_OPS, planUndoTold } from '../merge/undo-direct.ts';
import { landedOf } from '../merge/undo-landing.ts';
import { planUndoLandings, planUndoneEvents } from '../merge/undo-landings.ts';
import { UNDO_REFUSED } from '../plan/errors.ts';
import { listOperations, type Operation } from '../plan/journal.ts';
import { type Outcome, operate } from '../plan/operate.ts';
import type { Plan, Step } from '../plan/step.ts';
import { type PublishedChange, takenBack, UNDO, type Undone, undoable, undoSteps } from '../plan/undo.ts';
import type { Basis } from '../store/basis.ts';
import type { Changing } from './change.ts';
import { dropClaim } from './claim.ts';
import type { Clone } from './clone.ts';
import { courierOf } from './courier.ts';
import { whoLands } from './signer.ts';

export interface ListedOperation {
  readonly id: string;
  readonly op: string;
  readonly title: string;
  readonly at: string;
  readonly state: 'done' | 'undone' | 'interrupted' | 'abandoned';
}

export function operations(repo: Repo): readonly ListedOperation[] {
  const all = listOperations(repo);
  const back = takenBack(all);
  const state = (operation: Operation): ListedOperation['state'] =>
    back.has(operation.id) ? 'undone' : operation.end === null ? 'interrupted' : operation.end;
  return all
    .map((operation) => ({
      id: operation.id,
      op: operation.plan.op,
      title: operation.plan.title,
      at: operation.at,
      state: state(operation),
    }))
    .toReversed();
}

/** Trailers of the commit that takes `message` back: the same requests, the transitions the other way round. */
function inverseTrailers(message: string, prefixes: readonly string[]): readonly string[] {
  const parsed = parseMessage(message);
  const steps = trailerValues(parsed, 'CRQ-Transition')
    .map(parseTransition)
    .filter((step) => step !== null);
  return [
    ...linksOf(parsed, prefixes).crqs.map((id) => `CRQ: ${id}`),
    ...steps.toReversed().map(({ from, to }) => `CRQ-Transition: ${formatTransition({ from: to, to: from })}`),
  ];
}

const refused = (change: PublishedChange, why: string) => {
  const branch = change.ref.replace(/^refs\/heads\//, '');
  return fail(UNDO_REFUSED, `${branch} was pushed, and ${why}`, [
    `git switch ${quoted(branch)}`,
    `git revert ${change.to}`,
  ]);
};

/** A new commit on a pushed branch that takes the change back, for the branch here and on the remote. */
async function forward(repo: Repo, basis: Basis, change: PublishedChange): Promise<Result<readonly Step[]>> {
  const tip = await readRef(repo, change.ref);
  if (change.from === null || tip === null) return refused(change, 'it did not exist before or does not exist now');
  const there = await isAncestor(repo, change.to, tip);
  if (!there.ok) return there;
  if (!there.value) return refused(change, 'it went another way since');
  const merged = await inverseMerge(repo, { from: change.from, to: change.to }, tip);
  if (!merged.ok) return merged;
  if (!merged.value.clean)
    return refused(change, `later work touches the same lines: ${merged.value.paths.join(', ')}`);
  const last = await readCommit(repo, change.to);
  const message = last?.message ?? '';
  const trailers = inverseTrailers(message, basis.policy.crq.prefixes).join('\n');
  const written = await writeCommit(repo, {
    tree: merged.value.tree,
    parents: [tip],
    message: `Take back "${parseMessage(message).subject}"\n\n${trailers}\n`,
  });
  if (!written.ok) return written;
  return published(repo, change, tip, written.value);
}

async function published(
  repo: Repo,
  { ref, remote }: PublishedChange,
  tip: Oid,
  to: Oid,
): Promise<Result<readonly Step[]>> {
  const local = await follow(repo, ref, to);
  if (!local.ok) return local;
  return ok([{ kind: 'push', remote, changes: [{ ref, from: tip, to }] }, ...local.value]);
}

const LINK_OPS: readonly string[] = ['link add', 'link prune', 'crq renumber'];
const isPushed = (steps: readonly Step[]): boolean => steps.some(({ kind }) => kind === 'push');

/** Others may have relied on an approval that they could see: it is no longer undone, only answered. */
function isSeen({ op, steps, answer }: Plan): Result<void> {
  if (op === TAKE_BACK) {
    const { crq, branch } = answer as TakenBack; // what the planner of this operation answers
    return fail(UNDO_REFUSED, `${crq} was taken back by new commits, and its branch has the work`, [
      `git switch ${quoted(branch)}`,
      `gitcrq close ${crq}`,
    ]);
  }
  if (op !== 'approve' || !isPushed(steps)) return ok(undefined);
  const { id, what } = answer as Approved; // what the planners of this operation answer
  const instead = what === 'plan' ? `gitcrq crq move ${id} open` : `gitcrq reject ${id} -m "why"`;
  return fail(UNDO_REFUSED, `the approval of ${id} was pushed, and others may have relied on it`, [instead]);
}

/** The steps for one command's operations. A pushed landing takes its close back with it. */
async function stepsFor(clone: Changing, group: readonly Operation[]): Promise<Result<readonly Step[]>> {
  const { repo, basis, request } = clone;
  const plans = group.map(({ plan }) => plan);
  const seen = plans.map(isSeen).find((result) => !result.ok);
  if (seen?.ok === false) return seen;
  const landings = plans.filter(({ op }) => op === 'land').toReversed();
  const pushed = landings.filter(({ steps }) => steps.some((step) => step.kind === 'push'));
  if (pushed.length > 0) {
    const back = await planUndoLandings(repo, basis, pushed, whoLands(repo, request));
    return back.ok ? ok([...back.value, ...(await tellOwners(clone, pushed, back.value))]) : back;
  }
  const linked = plans.find(({ op, steps }) => LINK_OPS.includes(op) && isPushed(steps));
  // The planner of these operations made the answer.
  const links = linked === undefined ? ok([]) : await undoLinks(repo, basis, linked.op, linked.answer as LinkChange);
  if (!links.ok) return links;
  const plain = await undoSteps(
    group.flatMap((operation) => operation.plan.steps),
    (change) => forward(repo, basis, change),
  );
  if (!plain.ok) return plain;
  const events = await planUndoneEvents(repo, basis, landings, whoLands(repo, request));
  if (!events.ok) return events;
  const direct = plans.find(({ op }) => DIRECT_OPS.includes(op));
  // The planners of these operations made the answer.
  const back = direct?.answer as DirectAnswer | undefined;
  const told = back === undefined ? ok([]) : await planUndoTold({ repo, basis, who: whoLands(repo, request) }, back);
  return told.ok ? ok([...told.value, ...plain.value, ...links.value, ...events.value]) : told;
}

/** The owners hear of it as they do of `merge undo`. */
async function tellOwners(clone: Changing, landings: readonly Plan[], back: readonly Step[]): Promise<readonly Step[]> {
  const moves = back.flatMap((step) => (step.kind === 'push' ? step.changes : []));
  const told: Step[] = [];
  for (const { answer } of landings) {
    const landed = landedOf(answer);
    const to = landed.ok ? moves.find(({ ref }) => ref === branchRef(landed.value.target))?.to : null;
    if (landed.ok && to)
      told.push(...(await tellTakenBack(clone.repo, clone.basis, courierOf(clone), { ...landed.value, oid: to })));
  }
  return told;
}

/** The plan that takes back the last command, or the operation named. */
async function planUndo(clone: Changing, id: string | null): Promise<Result<Plan>> {
  const group = undoable(clone.repo, id);
  if (!group.ok) return group;
  const steps = await stepsFor(clone, group.value);
  if (!steps.ok) return steps;
  // That local branches followed is no deed of its own.
  const deeds = group.value.filter(({ plan }) => plan.op !== CATCH_UP);
  const titles = (deeds.length > 0 ? deeds : group.value).map(({ plan }) => `${plan.op}: ${plan.title}`);
  const answer: Undone = { undone: group.value.map((operation) => operation.id), titles };
  return ok({ op: UNDO, title: titles.join('; '), steps: steps.value, answer });
}

/** The request that an operation was about, as its answer names it. */
function requestOf({ plan: { answer } }: Operation): string | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const named = 'id' in answer ? answer.id : 'crq' in answer ? answer.crq : null;
  return typeof named === 'string' ? named : null;
}

/** The command that ends the request of these operations, where it has one that can still end that way. */
async function ending(repo: Repo, basis: Basis, group: readonly Operation[]): Promise<readonly string[]> {
  const named = group.map(requestOf).find((request) => request !== null);
  const found = named === undefined ? null : await findCrq(repo, basis, named);
  if (found?.ok !== true || !isLegal(basis.policy.crq.workflow, found.value.copy.crq.status, 'cancelled')) return [];
  return [`gitcrq cancel ${found.value.id} -m "why"`];
}

/** A step that found the world changed means later work: say so, with what still can be done. */
async function refusal(
  repo: Repo,
  basis: Basis,
  id: string | null,
  { code, message, next }: GitcrqError,
): Promise<Result<never> | null> {
  if (!['STATE_CHANGED', 'LOST_RACE', 'CHECKOUT_REFUSED'].includes(code)) return null;
  const group = undoable(repo, id);
  const instead =
    code === 'CHECKOUT_REFUSED'
      ? next
      : [...(group.ok ? await ending(repo, basis, group.value) : []), 'gitcrq undo --list'];
  return fail(UNDO_REFUSED, `it cannot be taken back: ${message}`, instead);
}

/** Whoever takes back the start of work no longer works on it. */
async function endClaims(clone: Clone, group: readonly Operation[]): Promise<void> {
  for (const operation of group) {
    const named = operation.plan.op === 'start' ? requestOf(operation) : null;
    const id = named === null ? null : parseId(named, clone.basis.policy.crq.prefixes);
    if (id !== null) await dropClaim(clone, id);
  }
}

/** Takes back the last command, or the operation named. */
export async function undo(clone: Changing, id: string | null): Promise<Result<Outcome>> {
  const { repo, basis, request } = clone;
  const group = undoable(repo, id);
  const done = await operate(repo, request, UNDO, () => planUndo(clone, id));
  if (done.ok && group.ok && !request.dryRun) await endClaims(clone, group.value);
  return done.ok ? done : ((await refusal(repo, basis, id, done.error)) ?? done);
}
