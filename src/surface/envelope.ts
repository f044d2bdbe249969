/** The one JSON document of `--json`. Its shape is a contract: keys may be added, none removed. */
import type { GitcrqError } from '../domain/error.ts';

export const success = (data: unknown, exit: number): string =>
  JSON.stringify({ schemaVersion: 1, ok: true, exit, data });

/** `data` only where the command answers, and the answer is a refusal. */
export const failure = ({ exit, code, message, why, next }: GitcrqError, data?: unknown): string =>
  JSON.stringify({ schemaVersion: 1, ok: false, exit, data, error: { code, message, why, next } });
