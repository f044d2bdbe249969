/** What can be wrong with the records and the policy. */
import { errorKind } from '../domain/error.ts';

export const CRQ_NOT_FOUND = errorKind(
  'CRQ_NOT_FOUND',
  4,
  'No change request of that id is on the base or on a branch of its own.',
);
export const CRQ_UNREADABLE = errorKind(
  'CRQ_UNREADABLE',
  3,
  'The file of this change request cannot be read as one, so nothing is decided from it.',
);
export const CRQ_KEY_INVALID = errorKind(
  'CRQ_KEY_INVALID',
  2,
  'The front matter of a change request has fixed keys with fixed values; other keys are kept, these are checked.',
);
export const ID_INVALID = errorKind(
  'ID_INVALID',
  2,
  'An id is a configured prefix, a hyphen and a number (or six signs made offline), as CRQ-42.',
);
export const TITLE_INVALID = errorKind(
  'TITLE_INVALID',
  2,
  'A title is one line of at most 200 characters; longer text belongs into the body.',
);
export const TEMPLATE_UNKNOWN = errorKind(
  'TEMPLATE_UNKNOWN',
  2,
  'A new request begins from a template that the policy names, or that every repository has.',
);
export const TEMPLATE_INVALID = errorKind(
  'TEMPLATE_INVALID',
  3,
  'A template is a text file on the base, as the policy names it, and a record made from it must be readable.',
);
export const POLICY_INVALID = errorKind(
  'POLICY_INVALID',
  3,
  'gitcrq.yaml has a mistake, and a gate that guesses is no gate.',
);
export const POLICY_MISSING = errorKind(
  'POLICY_MISSING',
  3,
  'The base has no gitcrq.yaml, so the repository has not adopted gitcrq.',
);
export const CONFIG_KEY_UNKNOWN = errorKind(
  'CONFIG_KEY_UNKNOWN',
  2,
  'Only documented keys act; a misspelt key would be a rule that nobody enforces.',
);
export const CONFIG_VALUE_INVALID = errorKind('CONFIG_VALUE_INVALID', 2, 'The value does not fit the key.');
export const BASE_MISSING = errorKind('BASE_MISSING', 4, 'The base branch exists neither here nor on the remote.');
export const BASE_PROTECTED = errorKind(
  'BASE_PROTECTED',
  6,
  'The base is protected: records reach it by landing a branch, not by an edit on it.',
);
export const BRANCH_AMBIGUOUS = errorKind(
  'BRANCH_AMBIGUOUS',
  2,
  'Several branches of this change request are not landed, and gitcrq does not guess which one is meant.',
);
export const CHECKOUT_IN_THE_WAY = errorKind(
  'CHECKOUT_IN_THE_WAY',
  5,
  'The target branch is checked out, and its copy of the file has changes that are not committed.',
);
export const BRANCH_REBASING = errorKind(
  'BRANCH_REBASING',
  5,
  'The target branch is being rebased; a commit on it now would be lost or doubled.',
);
export const NOTHING_TO_CHANGE = errorKind('NOTHING_TO_CHANGE', 2, 'The record already says so.');
export const REMOTE_AMBIGUOUS = errorKind(
  'REMOTE_AMBIGUOUS',
  3,
  'Records and landings live on the remote of the base, and which one that is cannot be told.',
);
