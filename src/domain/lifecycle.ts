/** States of a change request and the legal steps between them (default workflow of the formats page). */

export const STATUSES = ['draft', 'open', 'approved', 'closed', 'rejected', 'deferred', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];

export interface Transition {
  readonly from: Status;
  readonly to: Status;
}

const STEPS: Readonly<Record<Status, readonly Status[]>> = {
  draft: ['open', 'cancelled'],
  open: ['approved', 'closed', 'rejected', 'deferred', 'cancelled'],
  approved: ['open', 'closed', 'rejected', 'deferred', 'cancelled'],
  closed: ['open'],
  rejected: ['open'],
  deferred: ['open'],
  cancelled: ['open'],
};

export const isStatus = (text: string): text is Status => (STATUSES as readonly string[]).includes(text);

export const nextStatuses = (from: Status): readonly Status[] => STEPS[from];

export const isLegal = (from: Status, to: Status): boolean => STEPS[from].includes(to);

/** May a commit that changes more than records be linked to a request in this state? */
export const acceptsCommits = (status: Status): boolean => status === 'open' || status === 'approved';

/**
 * Is the change from `from` to `to` legal, given the `CRQ-Transition` lines of the commit? A squash holds the steps of
 * several commits, in any order, and of several requests: some of them must chain from one state to the other.
 */
export function isLegalPath(from: Status, to: Status, steps: readonly Transition[]): boolean {
  if (isLegal(from, to)) return true;
  const reached = new Set<Status>([from]);
  // A state is reached at most once, so one pass a state is enough.
  for (let pass = 0; pass < STATUSES.length; pass++) {
    for (const step of steps) if (reached.has(step.from) && isLegal(step.from, step.to)) reached.add(step.to);
  }
  return reached.has(to);
}

export const formatTransition = ({ from, to }: Transition): string => `${from} -> ${to}`;

export function parseTransition(text: string): Transition | null {
  const [from, to, more] = text.split('->').map((part) => part.trim());
  if (from === undefined || to === undefined || more !== undefined) return null;
  return isStatus(from) && isStatus(to) ? { from, to } : null;
}
