/** A recording as asciicast v3 (docs.asciinema.org): a header, then events, each with the seconds since the one before. */

export interface CastHeader {
  readonly cols: number;
  readonly rows: number;
  readonly term: string;
  readonly at_s: number;
}

/** Players shorten what is longer. */
const IDLE_S = 2;

export const castHeader = ({ cols, rows, term, at_s }: CastHeader): string =>
  `${JSON.stringify({ version: 3, term: { cols, rows, type: term }, timestamp: at_s, idle_time_limit: IDLE_S })}\n`;

export type CastCode = 'o' | 'r' | 'x' | 'm';

export interface CastEvent {
  readonly after_s: number;
  readonly code: string;
  readonly text: string;
}

/** Milliseconds in, so that each interval is rounded once and the sum stays true. */
export function castClock(): (now_ms: number, code: CastCode, text: string) => string {
  let written_ms = 0;
  return (now_ms, code, text) => {
    const after_ms = Math.max(0, Math.round(now_ms - written_ms));
    written_ms += after_ms;
    return `${JSON.stringify([after_ms / 1000, code, text])}\n`;
  };
}

/** Null for a line that is no event: one that was cut off, or a comment. */
export function castEvent(line: string): CastEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    if (!Array.isArray(value)) return null;
    const [after_s, code, text]: unknown[] = value;
    return typeof after_s === 'number' && typeof code === 'string' && typeof text === 'string'
      ? { after_s, code, text }
      : null;
  } catch {
    return null;
  }
}
