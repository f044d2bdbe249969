/** What can go wrong between gitcrq and git. */
import { errorKind } from '../domain/error.ts';

export const GIT_MISSING = errorKind('GIT_MISSING', 3, 'gitcrq drives the installed git and found none on the PATH.');
export const GIT_TOO_OLD = errorKind(
  'GIT_TOO_OLD',
  3,
  'gitcrq needs git 2.39 or newer: older ones lack cat-file --batch-command or merge-tree --write-tree.',
);
export const GIT_FAILED = errorKind(
  'GIT_FAILED',
  3,
  'git refused an operation for a reason of its own; its words are in the message.',
);
export const NO_REPOSITORY = errorKind(
  'NO_REPOSITORY',
  3,
  'This command works on a git repository, and this directory is not inside one.',
);
export const NO_WORK_TREE = errorKind(
  'NO_WORK_TREE',
  3,
  'A bare repository has no checkout, and this command changes one.',
);
export const IDENTITY_MISSING = errorKind(
  'IDENTITY_MISSING',
  3,
  'A commit needs an author; git knows no name or address for you here.',
);
export const LOST_RACE = errorKind(
  'LOST_RACE',
  5,
  'Somebody else moved a ref between reading and writing it, so nothing was written.',
);
export const REF_LOCKED = errorKind(
  'REF_LOCKED',
  5,
  'git holds a lock on a ref, the index or its configuration: another process works here, or one died and left its .lock file.',
);
export const REMOTE_UNREACHABLE = errorKind(
  'REMOTE_UNREACHABLE',
  7,
  'The remote did not answer; what was asked is not done there.',
);
export const REMOTE_REFUSED = errorKind(
  'REMOTE_REFUSED',
  7,
  'The remote answered and refused: a hook, a protection rule or a missing right.',
);
export const READ_ONLY = errorKind('READ_ONLY', 3, 'The repository or its disk cannot be written.');
export const COMMIT_UNSIGNED = errorKind(
  'COMMIT_UNSIGNED',
  3,
  'The configuration wants commits to be signed (commit.gpgsign), and git could not sign one; nothing is made unsigned.',
);
