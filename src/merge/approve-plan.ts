/** `approve --plan`: authorises a request. A review of the commit that carries it, and the step from open to approved. */
import { whyNoSay } from '../coord/review-holds.ts';
import { trustNow } from '../coord/trust.ts';
import { type Edited, planMoveAt } from '../crq/edit.ts';
import { placeFor } from '../crq/place.ts';
import { noState } from '../crq/states.ts';
import type { Status } from '../domain/lifecycle.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { NOTHING_TO_APPROVE } from './errors.ts';
import { type Approved, approved, type Reviewer, reviewSteps, voided } from './review-line.ts';

export interface PlanWords {
  readonly id: string;
  readonly message: string | undefined;
  readonly on: string | undefined;
}

/** What `approve --plan` answers: the review, and the record with its new state. */
export type Authorised = Approved & Edited;

/** The state that an authorised request has; a workflow may have none. */
function approvedState({ policy }: Basis): Result<Status> {
  const { workflow } = policy.crq;
  return workflow.approved === null ? noState(workflow, 'approved') : ok(workflow.approved);
}

export async function planAuthorise(
  repo: Repo,
  basis: Basis,
  { id, message, on }: PlanWords,
  reviewer: Reviewer,
): Promise<Result<Plan>> {
  const trust = trustNow(basis);
  const silent = whyNoSay(trust, reviewer.key.id);
  if (silent !== null) return voided(silent);
  const place = await placeFor(repo, basis, id, on);
  if (!place.ok) return place;
  const { stored, branch, from, parent } = place.value;
  const { id: crq } = stored.crq;
  const to = approvedState(basis);
  if (!to.ok) return to;
  const move = await planMoveAt(repo, basis, place.value, {
    id: crq,
    to: to.value,
    verb: 'approve',
    ...(message === undefined ? {} : { reason: message }),
  });
  if (!move.ok) return move;
  const head = from ?? parent;
  if (head === null) return fail(NOTHING_TO_APPROVE, `${branch} has no commit`, [`gitcrq crq show ${crq}`]);
  const { title, steps } = move.value;
  const subject = { crq, head, what: 'plan', ...(message === undefined ? {} : { message }) } as const;
  const review = await reviewSteps(repo, basis, reviewer, subject, title);
  if (!review.ok) return review;
  const edited = move.value.answer as Edited; // planMoveAt's own answer
  const answer: Authorised = { ...approved(reviewer, branch, trust, review.value.draft), ...edited };
  // The push comes last: where it is refused, the transition can still be taken back.
  return ok({ op: 'approve', title, steps: [...steps, ...review.value.steps], answer });
}
