/** What can go wrong when requests and their branches are used. */
import { errorKind } from '../domain/error.ts';

export const ILLEGAL_TRANSITION = errorKind(
  'ILLEGAL_TRANSITION',
  6,
  'The lifecycle allows only certain steps from each state.',
);
export const STATE_UNKNOWN = errorKind('STATE_UNKNOWN', 2, 'Which states there are, the workflow of the policy says.');
export const STEP_NOT_YOURS = errorKind('STEP_NOT_YOURS', 6, 'The policy says who may take this step.');
export const BRANCH_MERGING = errorKind(
  'BRANCH_MERGING',
  5,
  'A merge that is committed after the closing commit would be work on a closed request.',
);
export const REASON_MISSING = errorKind(
  'REASON_MISSING',
  2,
  'Whoever reads this later will ask why; this step wants a reason.',
);
export const CRQ_NOT_ACCEPTING = errorKind(
  'CRQ_NOT_ACCEPTING',
  6,
  'Work belongs to a request that is open or approved.',
);
export const CRQ_CLAIMED = errorKind(
  'CRQ_CLAIMED',
  5,
  'A claim says who works on a request, so that two do not do the same work.',
);
export const CLAIMS_UNKNOWN = errorKind(
  'CLAIMS_UNKNOWN',
  3,
  'Who works on what cannot be found out here, and work that somebody has begun must not be begun again unasked.',
);
export const NOTHING_READY = errorKind(
  'NOTHING_READY',
  4,
  'Ready is what is open or approved, depends on nothing unfinished, and is worked on by nobody.',
);
export const OPTION_NOT_APPLICABLE = errorKind(
  'OPTION_NOT_APPLICABLE',
  2,
  'The option says how something new is made, and nothing new is made here.',
);
export const NO_CRQ_HERE = errorKind(
  'NO_CRQ_HERE',
  2,
  'No id was given, and the branch checked out belongs to no change request.',
);
export const BRANCH_EXISTS = errorKind('BRANCH_EXISTS', 5, 'A branch of that name is there already.');
export const BRANCH_NAME_INVALID = errorKind(
  'BRANCH_NAME_INVALID',
  2,
  'The name does not follow the rules of gitcrq.yaml.',
);
export const BRANCH_CHECKED_OUT = errorKind(
  'BRANCH_CHECKED_OUT',
  6,
  'A checkout would be left on a branch that is not there any more.',
);
export const BRANCH_UNLANDED = errorKind(
  'BRANCH_UNLANDED',
  6,
  'Commits that are not landed would be lost with the branch.',
);
export const DURATION_INVALID = errorKind('DURATION_INVALID', 2, 'A span of time is a number with s, m, h, d or w.');
export const BRANCH_DIVERGED = errorKind(
  'BRANCH_DIVERGED',
  5,
  'The branch and its copy on the remote have gone different ways; pushing would lose the other one.',
);
export const REVISION_UNKNOWN = errorKind('REVISION_UNKNOWN', 4, 'git knows no such branch, tag or commit.');
export const HISTORY_FILE_UNFIT = errorKind(
  'HISTORY_FILE_UNFIT',
  2,
  'A history is written into one text file of the work tree, between bounds that stand there once.',
);
export const CRQ_LANDED = errorKind(
  'CRQ_LANDED',
  6,
  'What is on a base is named by others, and an id there stands for ever.',
);
export const ID_TAKEN = errorKind('ID_TAKEN', 5, 'An id is given once and never again.');
export const FILTER_UNKNOWN = errorKind(
  'FILTER_UNKNOWN',
  2,
  'A filter that nothing can pass would look like an empty list.',
);
export const COMMENT_INVALID = errorKind('COMMENT_INVALID', 2, 'A comment is text, and there is some of it.');
export const EDIT_UNREADABLE = errorKind(
  'EDIT_UNREADABLE',
  2,
  'What came back from the editor cannot be read as a change request, so it does not take the place of one.',
);
export const IMPORT_SOURCE_NOT_FOUND = errorKind(
  'IMPORT_SOURCE_NOT_FOUND',
  4,
  'An import reads files and folders that are there; nothing was imported from the others either.',
);
