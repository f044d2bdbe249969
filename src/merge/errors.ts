/** What can go wrong in the merge queue. What merely holds a branch back is no error: it is a requirement that is missing. */
import { errorKind } from '../domain/error.ts';

export const TEST_WORKTREE = errorKind(
  'TEST_WORKTREE',
  3,
  'A candidate is tested in a worktree of its own below the git directory, and that worktree could not be brought to the candidate.',
);
export const LANDING_UNKNOWN = errorKind(
  'LANDING_UNKNOWN',
  4,
  'The queue log has no landing that could be taken back this way.',
);
export const HEAD_MOVED = errorKind(
  'HEAD_MOVED',
  5,
  'An approval is of one commit: what was not looked at is not approved with it.',
);
export const NOTHING_TO_APPROVE = errorKind(
  'NOTHING_TO_APPROVE',
  4,
  'What is approved is the head of a branch that others can see and that has not landed.',
);
export const APPROVAL_VOID = errorKind(
  'APPROVAL_VOID',
  6,
  'People approve whom the base trusts with it, and nobody approves their own work.',
);
export const NOT_WAITING = errorKind(
  'NOT_WAITING',
  4,
  'The queue is told about a branch that is there and has not landed.',
);
export const LANDER_NOT_TRUSTED = errorKind(
  'LANDER_NOT_TRUSTED',
  6,
  'Where the base says who may land, only they tell its queue what to do.',
);
export const OVERRIDE_UNKNOWN = errorKind(
  'OVERRIDE_UNKNOWN',
  4,
  'A requirement is overridden by the name that the policy of the base gives it.',
);
export const OVERRIDE_REFUSED = errorKind(
  'OVERRIDE_REFUSED',
  6,
  'A landing goes against a requirement only where the policy marks it so, by whom the base trusts with that, with a reason.',
);
