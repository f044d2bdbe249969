/** What can go wrong when gitcrq runs a program for the user. */
import { errorKind } from '../domain/error.ts';

export const SHELL_MISSING = errorKind(
  'SHELL_MISSING',
  3,
  'Test commands are shell lines; they are run by `sh`, which could not be started.',
);
export const EDITOR_FAILED = errorKind(
  'EDITOR_FAILED',
  3,
  'An editor that ends with an error has not edited; git takes it the same way.',
);
export const PROGRAM_FAILED = errorKind(
  'PROGRAM_FAILED',
  3,
  'The system could not start a program that gitcrq found on PATH.',
);
