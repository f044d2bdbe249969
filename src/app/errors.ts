/** What can go wrong around the use cases. */
import { errorKind } from '../domain/error.ts';

export const FILE_UNREADABLE = errorKind(
  'FILE_UNREADABLE',
  4,
  'The file named on the command line is not there, cannot be read, or is not what it should be.',
);
export const ADOPTION_BLOCKED = errorKind(
  'ADOPTION_BLOCKED',
  5,
  'Adopting gitcrq writes files that are there already, or a branch that is there already.',
);
export const DEMO_FAILED = errorKind(
  'DEMO_FAILED',
  70,
  'A command of the demonstration did not do what it should: a bug in gitcrq, or a git that behaves in a way we do not know.',
);
export const OUTPUT_INVALID = errorKind(
  'OUTPUT_INVALID',
  2,
  'A report is written to a file that can be made at the path given with --output.',
);
export const SCHEMA_UNKNOWN = errorKind(
  'SCHEMA_UNKNOWN',
  4,
  'gitcrq publishes a schema for each format and each answer, by name.',
);
export const TOPIC_UNKNOWN = errorKind(
  'TOPIC_UNKNOWN',
  4,
  'The guide has one page a topic; `gitcrq guide` lists them.',
);
export const PLACE_TAKEN = errorKind(
  'PLACE_TAKEN',
  5,
  'A repository is made in a new or an empty directory only, so that nothing of anybody gets into it.',
);
