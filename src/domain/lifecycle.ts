/** States of a change request and the legal steps between them: the default workflow of the formats page, or the team's own. */

/** The word on a record's `status:` line; which words there are, the workflow says. */
export type Status = string;

export interface Transition {
  readonly from: Status;
  readonly to: Status;
}

export interface State {
  /** States it can become, the usual one first. */
  readonly to: readonly Status[];
  /** May a commit that changes more than records be linked to a request in this state? */
  readonly accepts: boolean;
  /** Who may take the step to a state, where not everybody may: `owner`, `right:RIGHT`, or globs over addresses. */
  readonly by: Readonly<Record<Status, readonly string[]>>;
}

export interface Workflow {
  /** In the order in which lists sort them. */
  readonly states: Readonly<Record<Status, State>>;
  /** The state of a new request, and of one that is opened again. */
  readonly new: Status;
  /** The state of `crq new --draft`; null: there is none. */
  readonly draft: Status | null;
  /** What `approve --plan` sets; null: there is none. */
  readonly approved: Status | null;
  /** What `close` sets, and what lets a branch land. */
  readonly closed: Status;
}

const state = (to: readonly Status[], accepts = false): State => ({ to, accepts, by: {} });

export const DEFAULT_WORKFLOW: Workflow = {
  states: {
    draft: state(['open', 'cancelled']),
    open: state(['approved', 'closed', 'rejected', 'deferred', 'cancelled'], true),
    approved: state(['open', 'closed', 'rejected', 'deferred', 'cancelled'], true),
    closed: state(['open']),
    rejected: state(['open']),
    deferred: state(['open']),
    cancelled: state(['open']),
  },
  new: 'open',
  draft: 'draft',
  approved: 'approved',
  closed: 'closed',
};

/** Shown for a request that is closed on its branch and has not landed: no state of a record. */
export const CLOSING = 'closing';

const WORD = /^[a-z][a-z0-9-]{0,31}$/;

/** May a workflow have a state of this name? */
export const isStateName = (text: string): boolean => WORD.test(text) && text !== CLOSING;

/** All states, in their order. */
export const statuses = ({ states }: Workflow): readonly Status[] => Object.keys(states);

export const isStatus = ({ states }: Workflow, text: string): boolean => Object.hasOwn(states, text);

const stateOf = ({ states }: Workflow, status: Status): State | null =>
  Object.hasOwn(states, status) ? (states[status] ?? null) : null;

export const nextStatuses = (workflow: Workflow, from: Status): readonly Status[] => stateOf(workflow, from)?.to ?? [];

export const isLegal = (workflow: Workflow, from: Status, to: Status): boolean =>
  nextStatuses(workflow, from).includes(to);

/** May a commit that changes more than records be linked to a request in this state? */
export const acceptsCommits = (workflow: Workflow, status: Status): boolean =>
  stateOf(workflow, status)?.accepts ?? false;

/** Ended without its work: whatever its branch says, it does not land. */
export const isGivenUp = (workflow: Workflow, status: Status): boolean =>
  !acceptsCommits(workflow, status) &&
  status !== workflow.closed &&
  status !== workflow.draft &&
  status !== workflow.new;

export const PHASES = ['draft', 'active', 'closing', 'closed', 'ended'] as const;
/** What a state means, whatever the workflow calls it; `ended`: without its work. */
export type Phase = (typeof PHASES)[number];

export function phaseOf(workflow: Workflow, status: Status | typeof CLOSING): Phase {
  if (status === CLOSING) return CLOSING;
  if (status === workflow.closed) return 'closed';
  if (status === workflow.draft) return 'draft';
  return isGivenUp(workflow, status) ? 'ended' : 'active';
}

/** Who may take the step; null: everybody. */
export function takersOf(workflow: Workflow, { from, to }: Transition): readonly string[] | null {
  const by = stateOf(workflow, from)?.by ?? {};
  return Object.hasOwn(by, to) ? (by[to] ?? null) : null;
}

/**
 * Is the change from `from` to `to` legal, given the `CRQ-Transition` lines of the commit? A squash holds the steps of
 * several commits, in any order, and of several requests: some of them must chain from one state to the other.
 * `may`: may the commit's author take this step?
 */
export function isLegalPath(
  workflow: Workflow,
  { from, to }: Transition,
  steps: readonly Transition[],
  may: (step: Transition) => boolean = () => true,
): boolean {
  const can = (step: Transition): boolean => isLegal(workflow, step.from, step.to) && may(step);
  if (can({ from, to })) return true;
  const reached = new Set<Status>([from]);
  // A state is reached at most once, so one pass a state is enough.
  for (let pass = 0; pass < statuses(workflow).length; pass++) {
    for (const step of steps) if (reached.has(step.from) && can(step)) reached.add(step.to);
  }
  return reached.has(to);
}

/** Does the policy leave every step to everybody? */
export const isOpenToAll = ({ states }: Workflow): boolean =>
  Object.values(states).every(({ by }) => Object.keys(by).length === 0);

/** Every step of the workflow. */
export const allSteps = ({ states }: Workflow): readonly Transition[] =>
  Object.entries(states).flatMap(([from, { to }]) => to.map((next) => ({ from, to: next })));

/** Might somebody who `may` take these steps have brought a new request into this state? */
export const isLegalBirth = (workflow: Workflow, to: Status, may: (step: Transition) => boolean): boolean =>
  [workflow.new, workflow.draft].some(
    (from) => from !== null && (from === to || isLegalPath(workflow, { from, to }, allSteps(workflow), may)),
  );

export const formatTransition = ({ from, to }: Transition): string => `${from} -> ${to}`;

/** The states of `open -> closed`; whether there are such states, the workflow says. */
export function parseTransition(text: string): Transition | null {
  const [from, to, more] = text.split('->').map((part) => part.trim());
  if (from === undefined || to === undefined || more !== undefined) return null;
  return WORD.test(from) && WORD.test(to) ? { from, to } : null;
}
