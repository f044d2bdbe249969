/** What can go wrong while a plan is carried out, resumed or taken back. */
import { errorKind } from '../domain/error.ts';

export const HALF_DONE = errorKind(
  'HALF_DONE',
  8,
  'Some steps are done, the next one could not be, and the done ones could not be taken back. Nothing is lost: the journal holds the plan.',
);
export const OPERATION_RUNNING = errorKind(
  'OPERATION_RUNNING',
  5,
  'Another gitcrq process is still working on this operation.',
);
export const OPERATION_AMBIGUOUS = errorKind(
  'OPERATION_AMBIGUOUS',
  2,
  'Several operations have ids that begin like this, and gitcrq does not guess which one is meant.',
);
export const OPERATION_NOT_FOUND = errorKind(
  'OPERATION_NOT_FOUND',
  4,
  'The journal of this clone has no such operation.',
);
export const NOTHING_TO_UNDO = errorKind(
  'NOTHING_TO_UNDO',
  4,
  'No gitcrq operation of this clone is left to take back.',
);
export const NOTHING_TO_RESUME = errorKind(
  'NOTHING_TO_RESUME',
  4,
  'No gitcrq operation of this clone stands half-way.',
);
export const UNDO_REFUSED = errorKind(
  'UNDO_REFUSED',
  6,
  'Later work stands on what this operation did; taking it back would lose that work.',
);
export const STATE_CHANGED = errorKind(
  'STATE_CHANGED',
  5,
  'What the plan was made from has changed since, so the step was not taken.',
);
export const CHECKOUT_REFUSED = errorKind(
  'CHECKOUT_REFUSED',
  5,
  'git changes a checkout only where no uncommitted work would be lost.',
);
