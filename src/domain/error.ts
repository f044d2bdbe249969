/**
 * The one shape of every expected failure: a stable code, the exit code of the command-line contract, what happened,
 * why, and the commands to run next. Failures are values (see result.ts); they are thrown only at the command border.
 */

/** 0 done · 1 findings · 2 usage · 3 cannot judge here · 4 not found · 5 conflict · 6 refused · 7 remote · 8 half-way · 70 bug · 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 70 | 130;

/** An entry of the error registry. `why` is the explanation a user sees unless the place of failure knows better. */
export interface ErrorKind {
  readonly code: string;
  readonly exit: ExitCode;
  readonly why: string;
}

/** Declares one entry of a room's `errors.ts`. */
export const errorKind = (code: string, exit: ExitCode, why: string): ErrorKind => ({ code, exit, why });

/** An expected failure. `next` holds complete commands, best first. */
export class GitcrqError extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly why: string;
  readonly next: readonly string[];

  constructor(kind: ErrorKind, message: string, next: readonly string[] = [], why: string = kind.why) {
    super(message);
    this.name = 'GitcrqError';
    this.code = kind.code;
    this.exit = kind.exit;
    this.why = why;
    this.next = next;
  }
}
