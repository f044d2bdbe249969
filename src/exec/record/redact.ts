/**
 * Takes secrets out of a stream of bytes before anything keeps it: values that are known, and what looks like a token. However
 * the stream is cut into chunks, the result is the same; the end of a chunk that may begin a secret waits for the next one.
 */
import { BEGUN_TOKENS, LONGEST_TOKEN, LOOKBACK, TOKENS } from './patterns.ts';

export const REDACTED = '[redacted]';

/** Shorter values are in every text, and hiding them would show what they are. */
const LEAST_VALUE = 4;

export interface Redactor {
  /** Bytes are the characters of latin1 here and in all that it answers. */
  push(text: string): string;
  /** What waits and is too short to be known for a secret: output that somebody watches is not kept from the record. */
  pause(): string;
  end(): string;
  readonly count: number;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

/** Characters of a line of base64: of MIME (RFC 2045) and base64(1), and of PEM (RFC 7468). */
const LINES = [76, 64];

const inLines = (text: string): readonly string[] => [
  text,
  ...LINES.filter((length) => length < text.length).flatMap((length) => {
    const lines = text.match(new RegExp(`.{1,${length}}`, 'g')) ?? [];
    return [lines.join('\n'), lines.join('\r\n')];
  }),
];

/**
 * A terminal shows a line feed as carriage return and line feed; programs print values in JSON, in addresses (RFC 3986), and in both
 * alphabets of base64 (RFC 4648), in lines as well.
 */
function shown(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const text = bytes.toString('utf8');
  return [
    ...[latin1(text), latin1(text).replace(/\r?\n/g, '\r\n'), latin1(text).trimEnd()],
    ...[latin1(JSON.stringify(text).slice(1, -1)), encodeURIComponent(text)],
    ...inLines(bytes.toString('base64').replace(/=+$/, '')),
    bytes.toString('base64url'),
  ];
}

/** Where the end of `text` begins one of the values. */
function begunValue(text: string, from: number, values: readonly string[]): number {
  let first = text.length;
  for (const value of values) {
    const start = value.charAt(0);
    let at = text.indexOf(start, Math.max(from, text.length - value.length + 1));
    while (at !== -1 && at < first && !value.startsWith(text.slice(at))) at = text.indexOf(start, at + 1);
    if (at !== -1) first = Math.min(first, at);
  }
  return first;
}

export function redactor(secrets: readonly string[]): Redactor {
  const long = secrets.filter((secret) => Buffer.byteLength(secret) >= LEAST_VALUE);
  const values = [...new Set(long.flatMap(shown))]
    .filter((value) => value.length >= LEAST_VALUE)
    .sort((a, b) => b.length - a.length);
  const kinds = [TOKENS, ...values.map(escaped)];
  const any = new RegExp(kinds.join('|'), 'g');
  const each = [TOKENS, values.map(escaped).join('|')].filter(Boolean).map((source) => new RegExp(source, 'y'));
  const begunToken = new RegExp(BEGUN_TOKENS, 'g');

  /** Some bytes before what waits, what waits, and how much of that was let through already. */
  let before = '';
  let held = '';
  let passed = 0;
  let count = 0;

  function undecided(text: string, from: number): number {
    begunToken.lastIndex = Math.max(from, text.length - LONGEST_TOKEN);
    return Math.min(begunToken.exec(text)?.index ?? text.length, begunValue(text, from, values));
  }

  /** Several may begin at the same byte: the longest goes. */
  const longest = (text: string, at: number): number =>
    Math.max(
      ...each.map((kind) => {
        kind.lastIndex = at;
        return kind.exec(text)?.[0].length ?? 0;
      }),
    );

  function take(text: string, final: boolean): string {
    const all = before + held + text;
    const out: string[] = [];
    let at = before.length;
    const seen = at + passed;
    const decidedUntil = (): number => (final ? all.length : undecided(all, at));
    let until = decidedUntil();
    for (;;) {
      any.lastIndex = at;
      const start = any.exec(all)?.index ?? all.length;
      if (start >= until) break;
      out.push(all.slice(Math.max(at, seen), Math.max(start, seen)), REDACTED);
      count++;
      at = start + longest(all, start);
      if (at > until) until = decidedUntil();
    }
    out.push(all.slice(Math.max(at, seen), Math.max(until, seen)));
    before = all.slice(Math.max(0, until - LOOKBACK), until);
    held = all.slice(until);
    passed = Math.max(0, seen - until);
    return out.join('');
  }

  return {
    push: (text) => take(text, false),
    pause() {
      if (held.length >= LEAST_VALUE) return '';
      const now = held.slice(passed);
      passed = held.length;
      return now;
    },
    end: () => take('', true),
    get count() {
      return count;
    },
  };
}
