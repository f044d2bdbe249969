/** What can go wrong when gitcrq runs a program for the user. */
import { errorKind } from '../domain/error.ts';

export const SHELL_MISSING = errorKind(
  'SHELL_MISSING',
  3,
  'Test commands are shell lines; they are run by `sh`, which could not be started.',
);
export const PROGRAM_FAILED = errorKind(
  'PROGRAM_FAILED',
  3,
  'The system could not start a program that gitcrq found on PATH.',
);
