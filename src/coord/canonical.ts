/**
 * One text for one value (RFC 8785): keys in the order of their UTF-16 units, no blanks, numbers as ECMAScript writes
 * them. What is signed is this text, so that a document may be stored with any order and layout.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Half of a surrogate pair. */
const HALF = /\p{Cs}/u;

/** Deeper values are nobody's documents. */
const DEEPEST = 32;

/** The canonical text; null for what JSON cannot say exactly: NaN, infinities, half of a surrogate pair, too deep. */
export function canonical(value: Json, depth = 0): string | null {
  if (depth > DEEPEST) return null;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : null;
  if (typeof value === 'string') return !HALF.test(value) ? JSON.stringify(value) : null;
  const list = isList(value);
  const parts = list
    ? value.map((item) => canonical(item, depth + 1))
    : Object.keys(value)
        .sort()
        .map((key) => pair(key, canonical(value[key] ?? null, depth + 1)));
  if (parts.includes(null)) return null;
  return list ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const pair = (key: string, value: string | null): string | null =>
  value === null || HALF.test(key) ? null : `${JSON.stringify(key)}:${value}`;
