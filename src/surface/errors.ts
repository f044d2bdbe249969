/** Failures of the command line itself. */
import { errorKind } from '../domain/error.ts';

export const USAGE = errorKind('USAGE', 2, 'The command was not called the way it is declared.');
export const UNKNOWN_COMMAND = errorKind('UNKNOWN_COMMAND', 2, 'No command has this name.');
export const NODE_TOO_OLD = errorKind(
  'NODE_TOO_OLD',
  3,
  'gitcrq and the libraries it is built on need Node 22.12 or newer.',
);
export const SYSTEM_REFUSED = errorKind(
  'SYSTEM_REFUSED',
  3,
  'The operating system refused a file or process that the command needs.',
);
export const CWD_NOT_FOUND = errorKind('CWD_NOT_FOUND', 4, 'The directory given with --cwd is not there.');
export const BUG = errorKind(
  'BUG',
  70,
  'This is a bug in gitcrq, not something you did. Please report it with the command and the output of --verbose.',
);
export const INTERRUPTED = errorKind(
  'INTERRUPTED',
  130,
  'The command was interrupted; run it again, or `gitcrq resume`, to finish what it had begun.',
);
