/** What can go wrong when commits are judged and hooks are installed. */
import { errorKind } from '../domain/error.ts';

export const SHALLOW = errorKind(
  'SHALLOW',
  3,
  'This clone was cut off (--depth), so commits that would have to be judged are not here; a gate that guesses is no gate.',
);
export const RANGE_INVALID = errorKind(
  'RANGE_INVALID',
  2,
  'A range is one revision, which is compared with its base, or two as FROM..TO.',
);
export const LINKS_EMPTY_RANGE = errorKind(
  'LINKS_EMPTY_RANGE',
  2,
  'A link is about commits; a range without any would write nothing and look as if it had.',
);
export const RECORDS_NOT_FETCHED = errorKind(
  'RECORDS_NOT_FETCHED',
  3,
  'The remote has links that this clone does not have and cannot fetch; judging without them could find fault with the innocent.',
);
export const TRACE_AMBIGUOUS = errorKind(
  'TRACE_AMBIGUOUS',
  2,
  'The word means two things here, and a record of evidence must not depend on a guess.',
);
export const TRACE_UNKNOWN = errorKind(
  'TRACE_UNKNOWN',
  4,
  'The word is no change request, no revision and no path of this repository.',
);
export const DATE_INVALID = errorKind(
  'DATE_INVALID',
  2,
  'git reads what it does not understand as a date as now, so gitcrq takes only dates it is sure of.',
);
export const PREFIX_INVALID = errorKind(
  'PREFIX_INVALID',
  2,
  'A prefix is one to 32 capital letters, digits and underscores, a letter first, as CRQ or ZOOKEEPER.',
);
export const HOOKS_PATH_SET = errorKind(
  'HOOKS_PATH_SET',
  6,
  'core.hooksPath gives all hooks to another hook manager. gitcrq never takes it away; the manager has to call gitcrq.',
);
export const HOOK_IN_THE_WAY = errorKind(
  'HOOK_IN_THE_WAY',
  5,
  'An earlier hook is kept beside ours under this name already, and neither may be lost.',
);
export const HOOK_UNKNOWN = errorKind('HOOK_UNKNOWN', 2, 'gitcrq answers only the git hooks that it installs.');
export const HOOK_INPUT_INVALID = errorKind(
  'HOOK_INPUT_INVALID',
  3,
  'git calls a hook with fixed arguments and input (githooks(5)); what came is neither, so nothing was judged.',
);
