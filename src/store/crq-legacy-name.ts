/**
 * What the name of a legacy document says: a number, a second number of an older count, a date, a topic. `CRQ-015-login`,
 * `CRQ-43-crq-010-flow`, `CRQ-20250821-001`, `CRQ_20250822_Login`, `002-login`, `crq_login`, `change_request_login`.
 */

export interface LegacyNumber {
  /** As written, with its zeros: `CRQ-015`. */
  readonly written: string;
  /** In capitals; null for bare digits. */
  readonly prefix: string | null;
  readonly number: number;
}

export interface LegacyName {
  readonly number: LegacyNumber | null;
  /** The number of an older count behind the first one. */
  readonly inner: LegacyNumber | null;
  /** An id that is a date and a count: `CRQ-20250821-001`. */
  readonly dated: string | null;
  /** YYYY-MM-DD. */
  readonly date: string | null;
  /** The words that are left, lower-case, joined by hyphens. */
  readonly topic: string;
}

const PREFIX = '([A-Za-z][A-Za-z0-9]*)';
const END = '(?=$|[^A-Za-z0-9])';
const DATED = new RegExp(`^${PREFIX}[-_ ]?(\\d{8})[-_](\\d{1,4})${END}`);
const DAY = new RegExp(`^(?:${PREFIX}[-_ ])?(\\d{8})${END}`);
const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})(?=$|[^0-9])/;
// Eight signs are a day, also where the calendar has no such day; a number of that size would raise all later ones past it.
const NUMBERED = new RegExp(`^${PREFIX}[-_ ]#?(\\d{1,7})${END}`);
const BARE = /^(\d{1,5})(?=[-_. ])/;
const LAST_DAY = /[-_ ](\d{8})$/;

/** YYYY-MM-DD if that day exists. */
export function realDay(year: string, month: string, day: string): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || Number(year) < 1970 || Number(year) > 2199) return null;
  return new Date(time).toISOString().startsWith(text) ? text : null;
}

export const compactDay = (digits: string): string | null =>
  realDay(digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8));

/** Words of any writing joined by hyphens, so that `Read_Project_Tool` and `read-project-tool` are one topic. */
export const topicOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join('-');

const KIND = /^(?:crq|change[-_ ]requests?|cr)[-_ ]+(?=\S)/i;

const bareTopic = (rest: string): string => topicOf(rest.replace(KIND, '').replace(/[-_ ]crq$/i, ''));

function numberAt(text: string, prefixes: readonly string[]): (LegacyNumber & { readonly rest: string }) | null {
  const match = NUMBERED.exec(text);
  const [written = '', word = '', digits = ''] = match ?? [];
  const prefix = word.toUpperCase();
  if (match === null || !prefixes.includes(prefix) || Number(digits) === 0) return null;
  return { written, prefix, number: Number(digits), rest: text.slice(written.length).replace(/^[-_ :.]+/, '') };
}

interface Day {
  readonly date: string;
  /** How far it reaches from the beginning. */
  readonly length: number;
}

/** A day at the head of a name, behind a word or bare. */
function dayAt(stem: string): Day | null {
  const day = DAY.exec(stem);
  const compact = day === null ? null : compactDay(day[2] ?? '');
  if (day !== null && compact !== null) return { date: compact, length: day[0].length };
  const [text = '', year = '', month = '', of = ''] = ISO_DAY.exec(stem) ?? [];
  const date = text === '' ? null : realDay(year, month, of);
  return date === null ? null : { date, length: text.length };
}

/** A name that no id begins: `login_20250823`, `002-login`, `2024-roadmap`, which is a year. */
function plainName(stem: string, none: LegacyName): LegacyName {
  const [tail = '', day = ''] = LAST_DAY.exec(stem) ?? [];
  const date = compactDay(day);
  if (date !== null) return { ...none, date, topic: bareTopic(stem.slice(0, -tail.length)) };
  const digits = BARE.exec(stem)?.[1] ?? '';
  if (Number(digits) === 0 || /^(?:19|20)\d\d$/.test(digits)) return none;
  const number = { written: digits, prefix: null, number: Number(digits) };
  return { ...none, number, topic: bareTopic(stem.slice(digits.length)) };
}

/** Reads the stem of a file name, or a heading that is a file name. `prefixes` in capitals. */
export function legacyName(stem: string, prefixes: readonly string[]): LegacyName {
  const none: LegacyName = { number: null, inner: null, dated: null, date: null, topic: bareTopic(stem) };
  const [dated = '', word = '', digits = ''] = DATED.exec(stem) ?? [];
  const counted = prefixes.includes(word.toUpperCase()) ? compactDay(digits) : null;
  if (counted !== null) return { ...none, dated, date: counted, topic: bareTopic(stem.slice(dated.length)) };
  const day = dayAt(stem);
  if (day !== null) return { ...none, date: day.date, topic: bareTopic(stem.slice(day.length)) };
  const number = numberAt(stem, prefixes);
  if (number === null) return plainName(stem, none);
  const { rest, ...first } = number;
  const second = numberAt(rest, prefixes);
  const inner = second === null ? null : { written: second.written, prefix: second.prefix, number: second.number };
  return { ...none, number: first, inner, topic: bareTopic(second?.rest ?? rest) };
}
