/** Success or an expected failure, as a value. */
import { type ErrorKind, GitcrqError } from './error.ts';

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}
export interface Failed {
  readonly ok: false;
  readonly error: GitcrqError;
}
export type Result<T> = Ok<T> | Failed;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

/** Builds a failure of a registered kind; `why` overrides the kind's general explanation. */
export const fail = (kind: ErrorKind, message: string, next: readonly string[] = [], why?: string): Failed => ({
  ok: false,
  error: new GitcrqError(kind, message, next, why),
});

/** The value, or throws the failure: for the command border and for tests only. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw result.error;
  return result.value;
}
