/**
 * May these bytes be the text of a request? It must survive every later edit, so it is UTF-8 without a NUL byte, of an
 * honest size, and without the marks of a merge that nobody finished.
 */
import { isUtf8 } from 'node:buffer';
import type { LegacyLine } from './crq-legacy-lines.ts';
import { MAX_CRQ_BYTES, TOO_LARGE } from './crq-read.ts';

export interface Unfit {
  /** 1-based; null where it is about the whole file. */
  readonly line: number | null;
  readonly reason: string;
}

/** The front matter that comes on top needs room. */
const FRONT_BYTES = 16 * 1024;

const lineAt = (bytes: Buffer, index: number): number => {
  let line = 1;
  for (let at = bytes.indexOf(10); at !== -1 && at < index; at = bytes.indexOf(10, at + 1)) line++;
  return line;
};

/** The first line that is no UTF-8: a line feed is never a part of another character. */
function wrongLine(bytes: Buffer): number {
  for (let from = 0, line = 1; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const next = end === -1 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(from, next))) return line;
    from = next;
  }
  return 1;
}

export const isTooLarge = (size: number): boolean => size > MAX_CRQ_BYTES - FRONT_BYTES;

export function unfitBytes(bytes: Buffer): Unfit | null {
  if (isTooLarge(bytes.length)) return { line: null, reason: TOO_LARGE };
  const nul = bytes.indexOf(0);
  if (nul !== -1) return { line: lineAt(bytes, nul), reason: 'it holds a NUL byte, so it is no text' };
  if (!isUtf8(bytes))
    return { line: wrongLine(bytes), reason: 'it is not UTF-8, which a request is; save it as UTF-8' };
  if (
    bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trim() === ''
  )
    return { line: null, reason: 'it is empty' };
  return null;
}

/** Both marks must stand alone in lines of text: an example in a code block is no conflict. */
export function unfinishedMerge(lines: readonly LegacyLine[]): Unfit | null {
  const open = lines.find(({ text, code }) => !code && /^<{7}(?: |$)/.test(text));
  const close = open && lines.find(({ text, number }) => number > open.number && /^>{7}(?: |$)/.test(text));
  return open === undefined || close === undefined
    ? null
    : { line: open.number, reason: 'it holds an unresolved merge conflict' };
}
