/**
 * The front matter of a change request, by a scan of lines: 10,000 files are listed in a sixth of the time a YAML parser
 * needs, and an edit can name the exact lines it touches. It reads a deliberate part of YAML: top-level keys with
 * scalars, flow lists or block lists.
 */

export interface Field {
  readonly key: string;
  /** Decoded: a string, or a list of strings. */
  readonly value: string | readonly string[];
  /** 0-based index of the first line, and of the line after the last. */
  readonly from: number;
  readonly to: number;
}

export interface FrontMatter {
  /** Lines with their own line ends, from the opening `---` to the closing one. */
  readonly lines: readonly string[];
  readonly fields: readonly Field[];
  /** Index of the closing `---`. */
  readonly end: number;
  /** Everything below it, as written. */
  readonly body: string;
}

export interface Unscanned {
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
}

const KEY = /^([A-Za-z_][A-Za-z0-9_-]*)[ \t]*:(?:[ \t]+(.*))?$/;
const MARKER = /^(?:<{7}|>{7}|={7}|\|{7})(?: |$)/;
const MAX_LINES = 400;

/** A line without its line end. */
const bare = (line: string): string => (line.endsWith('\n') ? line.slice(0, line.endsWith('\r\n') ? -2 : -1) : line);

/** Lines of the front matter with their ends, up to the closing `---`; the body is not split. */
function frontLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (let from = 0; from < text.length && lines.length < MAX_LINES; ) {
    const end = text.indexOf('\n', from);
    const next = end === -1 ? text.length : end + 1;
    const line = text.slice(from, next);
    lines.push(line);
    if (lines.length > 1 && line.startsWith('---') && line.trimEnd() === '---') break;
    from = next;
  }
  return lines;
}

/** A value as it stands on its line, and the comment behind it with the blanks before that. */
interface Cut {
  readonly value: string;
  readonly comment: string;
}

const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/y;

/** The end of what is quoted at `from`; null if the quote is not closed. */
function quotedEnd(text: string, from: number): number | null {
  QUOTED.lastIndex = from;
  return QUOTED.test(text) ? QUOTED.lastIndex : null;
}

const isQuote = (sign: string | undefined): boolean => sign === '"' || sign === "'";
const isBlank = (sign: string | undefined): boolean => sign === ' ' || sign === '\t';

/** The raw items of the flow list at the head of `text`, and where it ends. Quotes count only where an item begins. */
function scanFlow(text: string): { items: readonly string[]; end: number } | null {
  const items: string[] = [];
  for (let at = 1; at < text.length; ) {
    while (isBlank(text[at])) at++;
    const from = at;
    const quoted = isQuote(text[at]) ? quotedEnd(text, at) : at;
    if (quoted === null) return null;
    at = quoted;
    while (at < text.length && text[at] !== ',' && text[at] !== ']') {
      if (quoted > from && !isBlank(text[at])) return null;
      if (text[at] === '#' && isBlank(text[at - 1])) return null;
      at++;
    }
    items.push(text.slice(from, at).trim());
    if (text[at] === ']') return { items, end: at + 1 };
    at++;
  }
  return null;
}

/** Where a plain scalar ends: at ` #`, or with the line. A regular expression would take the square of a run of blanks. */
function plainEnd(text: string): number {
  let end = text.indexOf('#');
  while (end > 0 && !isBlank(text[end - 1])) end = text.indexOf('#', end + 1);
  if (end === -1) end = text.length;
  while (isBlank(text[end - 1])) end--;
  return end;
}

/** Cuts off the comment; null if a quote or a list is not closed, or if something stands behind it. */
export function cutComment(text: string): Cut | null {
  const end = isQuote(text[0]) ? quotedEnd(text, 0) : text[0] === '[' ? (scanFlow(text)?.end ?? null) : plainEnd(text);
  if (end === null || !/^\s*(?:#.*)?$/.test(text.slice(end))) return null;
  return { value: text.slice(0, end), comment: text.slice(end) };
}

function unescaped(quoted: string): string | null {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** The string that one scalar stands for; null if its quoting is broken. */
export function readScalar(text: string): string | null {
  const value = cutComment(text.trim())?.value ?? null;
  if (value?.startsWith('"')) return unescaped(value);
  return value?.startsWith("'") ? value.slice(1, -1).replaceAll("''", "'") : value;
}

function readFlow(text: string): readonly string[] | null {
  const items = cutComment(text) === null ? null : (scanFlow(text)?.items ?? null);
  const values = (items ?? [])
    .map((item) => (isQuote(item[0]) ? readScalar(item) : item))
    .filter((value) => value !== '');
  return items === null || values.includes(null) ? null : values.filter((value) => value !== null);
}

/** Scans the front matter of a file; fails at the first line it cannot read. */
export function scanFrontMatter(text: string): FrontMatter | Unscanned {
  if (text.includes('\0')) return { line: lineOf(text, text.indexOf('\0')), reason: 'it holds a NUL byte' };
  const whole = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = frontLines(whole);
  if (bare(lines[0] ?? '').trimEnd() !== '---') return { line: 1, reason: 'it does not begin with a `---` line' };
  const fields: Field[] = [];
  for (let at = 1; at < lines.length; ) {
    const line = bare(lines[at] ?? '');
    if (line.trimEnd() === '---') {
      const length = lines.reduce((sum, one) => sum + one.length, 0);
      return { lines, fields, end: at, body: whole.slice(length) };
    }
    const read = scanLine(lines, at, fields);
    if ('reason' in read) return read;
    if (read.field !== null) fields.push(read.field);
    at = read.next;
  }
  return { line: lines.length, reason: 'the front matter is not closed by a `---` line' };
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

function scanLine(
  lines: readonly string[],
  at: number,
  known: readonly Field[],
): { field: Field | null; next: number } | Unscanned {
  const line = bare(lines[at] ?? '');
  const bad = (reason: string): Unscanned => ({ line: at + 1, reason });
  if (line.trim() === '' || /^\s*#/.test(line)) return { field: null, next: at + 1 };
  if (MARKER.test(line)) return bad('it holds an unresolved merge conflict');
  if (line.includes('\t') && /^\s*\t/.test(line)) return bad('it is indented by a tab');
  const match = KEY.exec(line);
  const key = match?.[1];
  if (key === undefined) return bad('it is no `key: value` line');
  const first = known.find((field) => field.key === key);
  if (first !== undefined) return bad(`the key \`${key}\` stands in line ${first.from + 1} already`);
  const rest = (match?.[2] ?? '').trim();
  if (rest === '' || rest.startsWith('#')) return scanBlock(lines, at, key);
  const value = rest.startsWith('[') ? readFlow(rest) : readScalar(rest);
  if (value === null) return bad(`the value of \`${key}\` is not closed`);
  if (/^[&*!|>{%@`]/.test(rest))
    return bad(`the value of \`${key}\` uses YAML that front matter does not allow (${rest[0]})`);
  return { field: { key, value, from: at, to: at + 1 }, next: at + 1 };
}

/** `key:` with nothing behind it: an empty value, or the block list in the lines below. */
function scanBlock(lines: readonly string[], at: number, key: string): { field: Field; next: number } | Unscanned {
  const items: string[] = [];
  let next = at + 1;
  for (; next < lines.length; next++) {
    const match = /^\s*-(?:\s+(.*))?$/.exec(bare(lines[next] ?? ''));
    if (match === null || bare(lines[next] ?? '').trimEnd() === '---') break;
    const value = readScalar(match[1] ?? '');
    if (value === null) return { line: next + 1, reason: `an item of \`${key}\` is not closed` };
    items.push(value);
  }
  const value = items.length > 0 ? items : '';
  return { field: { key, value, from: at, to: next }, next };
}

/** Signs that mean nothing to YAML inside a plain scalar, in block and in flow context. */
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} ._@<>+/()!?'&;=-]*$/u;
/** What a YAML parser would read as something other than a string. */
const TYPED = /^(?:true|false|yes|no|y|n|on|off|null|[-+.\d][\d_.eExXoa-fA-F+-]*)$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const HIDDEN = /[\u007f-\u009f\u2028\u2029\uFEFF]/g;

/** A scalar as YAML: plain where that is safe, else double-quoted (every JSON string is YAML). */
export function formatScalar(value: string): string {
  const plain = PLAIN.test(value) && value === value.trim() && (DATE.test(value) || !TYPED.test(value));
  if (plain) return value;
  return JSON.stringify(value).replace(HIDDEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A scalar, or a flow list of scalars. */
export const formatValue = (value: string | readonly string[]): string =>
  typeof value === 'string' ? formatScalar(value) : `[${value.map(formatScalar).join(', ')}]`;
