/**
 * What a commit message says: subject, trailers, and the change requests it is linked to. Trailers follow
 * git-interpret-trailers(1): the last paragraph, if every line of it is `Key: value` or a continuation, or if it holds a
 * git-generated line and at least a quarter are trailers. Hooks see messages before git's clean-up: `cleaned` does that.
 */
import type { CrqId } from './brand.ts';
import { parseWrittenId } from './id.ts';

export interface Trailer {
  readonly key: string;
  readonly value: string;
}

export interface Message {
  readonly subject: string;
  /** Everything after the subject's paragraph, trailers included. */
  readonly body: string;
  readonly trailers: readonly Trailer[];
}

const TRAILER = /^([A-Za-z0-9-]+)[ \t]*:[ \t]*(.*)$/;
const GENERATED = /^(?:Signed-off-by: |\(cherry picked from commit )/;

/** A line that looks empty and is not. */
const BLANK_LINE = /(?:^|\n)[ \t\r\f\v]+(?:\n|$)/;

// The blanks before an end: a pattern that could begin inside a run of them would try each place, and look to the end of it.
const BLANKS_AT_END = /(?<![ \t\r\n\f\v])[ \t\r\n\f\v]+$/;
const BLANKS_AT_LINE_END = /(?<![ \t])[ \t]+$/;
const LINES_AT_END = /(?<![ \t\r\n])[ \t\r\n]+$/;

/** Without the blanks around it that git knows (isspace of ASCII); a no-break space is text to git. */
export function trimmed(text: string): string {
  const short = text.trim();
  return short.length === text.length ? text : text.replace(/^[ \t\r\n\f\v]+/, '').replace(BLANKS_AT_END, '');
}

export const isBlank = (line: string): boolean => line.trim() === '' && trimmed(line) === '';

/** Reads a message as git stores it. CRLF line ends are tolerated. */
export function parseMessage(text: string): Message {
  const plain = (text.includes('\r') ? text.replace(/\r\n/g, '\n') : text).replace(/^\n+/, '');
  // A hundred thousand are read at a time: nearly all of them need not be cut into lines.
  if (BLANK_LINE.test(plain)) return parseLines(plain.split('\n'));
  const cut = plain.indexOf('\n\n');
  const head = cut === -1 ? plain : plain.slice(0, cut);
  const subject = trimmed(head.includes('\n') ? head.split('\n').join(' ') : head);
  if (cut === -1) return { subject, body: '', trailers: [] };
  let end = plain.length;
  while (plain.charCodeAt(end - 1) === 10) end--;
  const block = end <= cut ? '' : plain.slice(plain.lastIndexOf('\n\n', end - 1) + 2, end);
  return {
    subject,
    body: trimmed(plain.slice(cut)),
    trailers: block.includes(':') ? readBlock(block.split('\n')) : [],
  };
}

/** As parseMessage, where a line of blanks ends a paragraph. */
function parseLines(lines: readonly string[]): Message {
  const end = lines.findIndex((line) => isBlank(line));
  const subjectLines = end === -1 ? lines : lines.slice(0, end);
  const rest = end === -1 ? [] : lines.slice(end);
  return { subject: trimmed(subjectLines.join(' ')), body: trimmed(rest.join('\n')), trailers: trailersOf(rest) };
}

function trailersOf(lines: readonly string[]): readonly Trailer[] {
  let last = lines.length;
  while (last > 0 && isBlank(lines[last - 1] ?? '')) last--;
  let first = last;
  while (first > 0 && !isBlank(lines[first - 1] ?? '')) first--;
  return readBlock(lines.slice(first, last));
}

/** A line with the lines that continue it, read as a trailer if it is one. */
interface Item {
  text: string;
  lines: number;
  readonly generated: boolean;
  readonly trailer: boolean;
}

function itemsOf(block: readonly string[]): readonly Item[] {
  const items: Item[] = [];
  let open: Item | undefined;
  for (const line of block) {
    if (open !== undefined && (line.startsWith(' ') || line.startsWith('\t'))) {
      open.text += ` ${line.trim()}`;
      open.lines++;
    } else {
      open = { text: line, lines: 1, generated: GENERATED.test(line), trailer: TRAILER.test(line) };
      items.push(open);
    }
  }
  return items;
}

function readBlock(block: readonly string[]): readonly Trailer[] {
  const items = itemsOf(block);
  let ones = 0;
  let other = 0;
  for (const { trailer, generated, lines } of items) {
    if (trailer || generated) ones++;
    else other += lines;
  }
  if (!(other === 0 || (items.some(({ generated }) => generated) && ones * 3 >= other))) return [];
  const trailers: Trailer[] = [];
  for (const { text } of items) {
    const match = TRAILER.exec(text);
    if (match?.[1] !== undefined && match[2] !== undefined) trailers.push({ key: match[1], value: match[2].trim() });
  }
  return trailers;
}

const sameKey = (key: string, wanted: string): boolean => key.toLowerCase() === wanted.toLowerCase();

/** The values of all trailers of this key, in order; keys are case-insensitive as in git. */
export const trailerValues = (message: Message, key: string): readonly string[] =>
  message.trailers.filter((trailer) => sameKey(trailer.key, key)).map((trailer) => trailer.value);

/** How a commit says which requests it belongs to. `body` is a mention only and links nothing. */
export type Via = 'trailer' | 'subject' | 'misplaced' | 'note' | 'body';

export interface Links {
  readonly via: Via | null;
  readonly crqs: readonly CrqId[];
}

/** A written id; digits and letters around it would make it another word. */
const WORD = /(?<![A-Za-z0-9_-])[A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9]+(?![A-Za-z0-9_])/g;

const unique = (ids: readonly (CrqId | null)[]): readonly CrqId[] => [...new Set(ids.filter((id) => id !== null))];

function trailerIds(values: readonly string[], prefixes: readonly string[]): readonly CrqId[] {
  return unique(values.flatMap((value) => value.split(/[\s,]+/)).map((word) => parseWrittenId(word, prefixes)));
}

/** Ids that lead the subject: `CRQ-42: x`, `[CRQ-42] x`, `CRQ-1, CRQ-2: x`, `CRQ-42 x`. */
export function leadingIds(subject: string, prefixes: readonly string[]): readonly CrqId[] {
  const ids: (CrqId | null)[] = [];
  let rest = subject;
  for (;;) {
    const match = /^[\s[(,]*([A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9]+)(?![A-Za-z0-9_])[\])]*/.exec(rest);
    const id = match?.[1] === undefined ? null : parseWrittenId(match[1], prefixes);
    if (match === null || id === null) return unique(ids);
    ids.push(id);
    rest = rest.slice(match[0].length);
  }
}

/** Ids of `CRQ:` lines anywhere in the body, as a squash leaves them. */
export const bodyLineIds = (message: Message, prefixes: readonly string[]): readonly CrqId[] =>
  trailerIds(linesOf(message, 'CRQ'), prefixes);

const MAY_LINK = /crq[ \t]*:/i;

const named = new WeakMap<readonly string[], RegExp>();

/** Found in every text that holds an id with one of these prefixes, and cheaper than looking at each of its words. */
function mayName(prefixes: readonly string[]): RegExp {
  const before = named.get(prefixes);
  if (before !== undefined) return before;
  const made = new RegExp(`(?:${prefixes.map((prefix) => prefix.replace(/[^A-Za-z0-9_]/g, '.')).join('|')})-`, 'i');
  named.set(prefixes, made);
  return made;
}

/** The requests a message is linked to, by the strongest way it uses: trailer, subject, misplaced trailer, mention. */
export function linksOf(message: Message, prefixes: readonly string[]): Links {
  const trailers = message.trailers.length === 0 ? [] : trailerIds(trailerValues(message, 'CRQ'), prefixes);
  if (trailers.length > 0) return { via: 'trailer', crqs: trailers };
  const subject = leadingIds(message.subject, prefixes);
  if (subject.length > 0) return { via: 'subject', crqs: subject };
  const misplaced = MAY_LINK.test(message.body) ? bodyLineIds(message, prefixes) : [];
  if (misplaced.length > 0) return { via: 'misplaced', crqs: misplaced };
  if (!mayName(prefixes).test(message.subject) && !mayName(prefixes).test(message.body)) return { via: null, crqs: [] };
  const words = `${message.subject}\n${message.body}`.match(WORD) ?? [];
  const mentioned = unique(words.map((word) => parseWrittenId(word, prefixes)));
  return mentioned.length > 0 ? { via: 'body', crqs: mentioned } : { via: null, crqs: [] };
}

/** Do these ways count as linked? A mention does not. */
export const isLinked = (links: Links): boolean => links.via !== null && links.via !== 'body';

const SCISSORS = ' ------------------------ >8 ------------------------';

/** Which part of git's clean-up happens to a message (git-commit(1) --cleanup). */
export interface CleanUp {
  /** What a comment line begins with; null where git keeps such lines as text. */
  readonly comment: string | null;
  /** Is everything from the scissors line on dropped? */
  readonly scissors: boolean;
}

const isScissors = (line: string): boolean => line.endsWith(SCISSORS) && line.length > SCISSORS.length;

/** The message as git would store it: cut at the scissors, without comment lines and trailing blanks. */
export function cleaned(text: string, { comment, scissors }: CleanUp = { comment: '#', scissors: true }): string {
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  const cut = scissors ? lines.findIndex(isScissors) : -1;
  return trimmed(
    (cut === -1 ? lines : lines.slice(0, cut))
      .filter((line) => comment === null || !line.startsWith(comment))
      .map((line) => line.replace(BLANKS_AT_LINE_END, ''))
      .join('\n')
      .replace(/\n{3,}/g, '\n\n'),
  );
}

/** The message with one more trailer, in the trailer block if it has one. */
export function withTrailer(text: string, key: string, value: string): string {
  // ASCII blanks only: the text may be bytes read as Latin-1, where 0xA0 is half of a letter.
  const body = text.replace(LINES_AT_END, '');
  const block = parseMessage(body).trailers.length > 0;
  return `${body}${block ? '\n' : '\n\n'}${key}: ${value}\n`;
}

export const isFixup = (subject: string): boolean => /^(?:fixup|squash|amend)! /.test(subject);

/** Keys that tools write; a subject such as `Fix: crash` is no trailer. */
const KNOWN_TRAILER = /^(?:CRQ(?:-[A-Za-z]+)*|[A-Z][a-z]+(?:-[a-z]+)*-by|Change-Id)[ \t]*:/;

/** Is there nothing but trailers, as when an editor is left without a subject above the trailer a hook put there? */
export const isOnlyTrailers = (text: string): boolean => {
  const lines = text.split('\n').filter((line) => !isBlank(line));
  return lines.length > 0 && lines.every((line) => KNOWN_TRAILER.test(line) || /^[ \t]/.test(line));
};

/** The values of all `key: value` lines, wherever in the body a squash left them. */
export const linesOf = (message: Message, key: string): readonly string[] =>
  message.body.split('\n').flatMap((line) => {
    const match = TRAILER.exec(line.trim());
    return match?.[1] !== undefined && match[2] !== undefined && sameKey(match[1], key) ? [match[2].trim()] : [];
  });
