/**
 * Ids of change requests. `<PREFIX>-<n>` comes from the allocation ref; `<PREFIX>-<six base-36 signs>` is made where
 * that ref is out of reach, starts with a letter and holds a digit so that no English word is an id.
 */
import type { CrqId } from './brand.ts';
import { nearest } from './distance.ts';
import type { Random } from './random.ts';

const NUMBER = /^[1-9][0-9]{0,8}$/;
const OFFLINE = /^(?=.*[0-9])[a-z][a-z0-9]{5}$/;
const PREFIX = /^[A-Z][A-Z0-9_]{0,31}$/;

export const isPrefix = (text: string): boolean => PREFIX.test(text);

/** The canonical id that a person or a commit meant by `text`, or null. Bare digits take the first prefix. */
export function parseId(text: string, prefixes: readonly string[]): CrqId | null {
  const first = prefixes[0];
  if (first !== undefined && NUMBER.test(text)) return `${first}-${text}` as CrqId; // checked by NUMBER
  const cut = text.lastIndexOf('-');
  const prefix = text.slice(0, cut).toUpperCase();
  const rest = text.slice(cut + 1).toLowerCase();
  if (cut < 1 || !prefixes.includes(prefix)) return null;
  return NUMBER.test(rest) || OFFLINE.test(rest) ? (`${prefix}-${rest}` as CrqId) : null; // checked just now
}

/** As parseId, but a bare number is no id: for text that nobody wrote as an argument. */
export const parseWrittenId = (text: string, prefixes: readonly string[]): CrqId | null =>
  text.includes('-') ? parseId(text, prefixes) : null;

export const numberedId = (prefix: string, number: number): CrqId => `${prefix}-${number}` as CrqId; // by construction

/** The number of a numbered id, or null for an offline id. */
export function idNumber(id: CrqId): number | null {
  const rest = id.slice(id.lastIndexOf('-') + 1);
  return NUMBER.test(rest) ? Number(rest) : null;
}

export const idPrefix = (id: CrqId): string => id.slice(0, id.lastIndexOf('-'));

/** An id that needs no ref: 26 * 36^5 possibilities less those without a digit, about 1.2 billion. */
export function offlineId(prefix: string, random: Random): CrqId {
  const signs = 'abcdefghijklmnopqrstuvwxyz0123456789';
  for (;;) {
    let text = signs[random.int(26)] ?? 'a';
    while (text.length < 6) text += signs[random.int(36)] ?? '0';
    if (OFFLINE.test(text)) return `${prefix}-${text}` as CrqId; // checked by OFFLINE
  }
}

/** Orders ids by prefix, then numbers before offline ids, then by number: a number has no leading zero. */
export function compareIds(a: CrqId, b: CrqId): number {
  const [ca, cb] = [a.lastIndexOf('-'), b.lastIndexOf('-')];
  if (ca !== cb || !a.startsWith(b.slice(0, cb))) return a.slice(0, ca) < b.slice(0, cb) ? -1 : 1;
  const [na, nb] = [isDigit(a.charCodeAt(ca + 1)), isDigit(b.charCodeAt(cb + 1))];
  if (na !== nb) return na ? -1 : 1;
  if (na && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Ids that a person may have meant, nearest first. */
export const nearIds = (text: string, known: readonly CrqId[]): readonly CrqId[] =>
  nearest(text.toUpperCase(), known, (id) => id.toUpperCase());
