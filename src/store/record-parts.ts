/**
 * A record in parts that can be merged one by one: each key with the blank lines and comments above it, and the body.
 * Joined again, the parts are the very text they were cut from.
 */
import { bySide, pick, type Sides } from '../domain/merge.ts';
import { type Field, scanFrontMatter } from './front-matter.ts';

export interface Part {
  readonly field: Field;
  /** Blank lines and comments above the key. */
  readonly lead: string;
  /** The key's own lines. */
  readonly text: string;
}

export interface Parts {
  readonly bom: string;
  readonly open: string;
  readonly fields: ReadonlyMap<string, Part>;
  /** Blank lines and comments below the last key. */
  readonly tail: string;
  readonly close: string;
  readonly body: string;
}

const BOM = '\uFEFF';

/** null for what cannot be read as a record's text. */
export function partsOf(source: string): Parts | null {
  const front = scanFrontMatter(source);
  if ('reason' in front) return null;
  const { lines, end, body } = front;
  const between = (from: number, to: number): string => lines.slice(from, to).join('');
  const fields = new Map<string, Part>();
  let at = 1;
  for (const field of front.fields) {
    const { from, to, key } = field;
    fields.set(key, { field, lead: between(at, from), text: between(from, to) });
    at = to;
  }
  return {
    bom: source.startsWith(BOM) ? BOM : '',
    open: lines[0] ?? '',
    fields,
    tail: between(at, end),
    close: lines[end] ?? '',
    body,
  };
}

/** The line end of all lines; null where they differ, or where there is none. */
function lineEnd(text: string): string | null {
  const all = text.split('\n').length - 1;
  const crlf = text.split('\r\n').length - 1;
  if (all === 0 || (crlf > 0 && crlf < all)) return null;
  return crlf === 0 ? '\n' : '\r\n';
}

/** Where one side changed the line ends of the whole file, the others follow: else every line of it would conflict. */
export function withOneLineEnd(sides: Sides<string>): Sides<string> {
  const ends = bySide(sides, lineEnd);
  const target = pick(ends)?.value;
  if (target == null || Object.values(ends).includes(null)) return sides;
  return bySide(sides, (text) => text.replace(/\r?\n/g, target));
}
