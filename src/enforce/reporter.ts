/**
 * What a report format is: three functions that answer text, called in order. A reporter that needs to know everything
 * before it can write its first line keeps what it was given; all others keep nothing, however long the history is.
 */
import { wellFormed } from '../domain/printable.ts';
import type { Verdict } from './check.ts';
import type { Ink } from './ink.ts';
import type { Finding } from './rule.ts';

/** A finding with what tells it from others in later runs; empty unless the format asks for it. */
export interface Marked extends Finding {
  readonly fingerprint: string;
}

/** Each part is whole lines, or nothing. `ink` paints text for people; all other formats leave it alone. */
export interface Reporter {
  begin(): string;
  findings(some: readonly Marked[], ink: Ink): string;
  end(verdict: Verdict, ink: Ink): string;
}

export interface Format {
  readonly name: string;
  /** Does it want fingerprints? They cost a diff of each commit with a finding. */
  readonly fingerprints: boolean;
  /** For people: painted on a terminal, and made safe to show by whoever prints it. */
  readonly paints?: true;
  make(): Reporter;
}

export const short = (oid: string): string => oid.slice(0, 12);

/** What a finding is about, in a few words: a commit with its subject, a file, a branch. */
export function about({ oid, subject, path, line, ref }: Finding): string {
  if (oid !== undefined)
    return `${short(oid)} ${subject === '' ? '(no subject)' : wellFormed((subject ?? '').slice(0, 80))}`;
  if (path !== undefined) return line === undefined ? path : `${path}:${line}`;
  return ref ?? '';
}
