/**
 * What a legacy document says of others: ids in any spelling, names of files, links. Which document each means is decided
 * where all of them are known. Code blocks are quotations and count for nothing.
 */
import { type LegacyLine, unnumbered } from './crq-legacy-lines.ts';
import { isNeed, legacyKey } from './crq-legacy-words.ts';

export interface Reference {
  /** As written: `CRQ-003`, `../crqs/CRQ-003-login.md`. */
  readonly text: string;
  readonly kind: 'id' | 'file';
  /** The words of a link. */
  readonly label: string | null;
  /** It stands where the document says what it depends on. */
  readonly needed: boolean;
  readonly line: number;
}

const FILE = '(?<![\\w./-])[\\w./-]+\\.md(?![\\w-])';
const LINK = '\\[([^\\][]{1,300})\\]\\(<?([^()\\s<>]{1,400}\\.md)(?:#[^()\\s]*)?>?\\)';
// Longer numbers are none: a date has eight signs, and a count behind it four.
const id = (prefixes: readonly string[]): string =>
  `(?<![A-Za-z0-9_./-])(?:${prefixes.join('|')})[-_ ]#?\\d{1,9}(?:[-_]\\d{1,4})?(?![A-Za-z0-9_])`;

/** `CRQ-012 through CRQ-016` names five. */
const SPAN = /^\s*(?:through|to|until|-|–|—|\.{2,3})\s*$/i;
const MAX_SPAN = 100;

function within(first: string, last: string): readonly string[] {
  const [from, to] = [first, last].map((text) => Number(/(\d+)$/.exec(text)?.[1]));
  if (from === undefined || to === undefined || to <= from || to - from > MAX_SPAN) return [];
  return Array.from({ length: to - from - 1 }, (_, n) => first.replace(/\d+$/, String(from + n + 1)));
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

type Named = Pick<Reference, 'text' | 'kind' | 'label'>;

const idNamed = (text: string): Named => ({ text, kind: 'id', label: null });

function namedIn(text: string, pattern: RegExp): readonly Named[] {
  const named: Named[] = [];
  let last: { readonly id: string; readonly end: number } | null = null;
  for (const match of text.matchAll(pattern)) {
    const [whole, label = null, link, file] = match;
    const target = link ?? file;
    if (target !== undefined) named.push({ text: decoded(target), kind: 'file', label });
    else {
      const isSpan = last !== null && SPAN.test(text.slice(last.end, match.index));
      if (isSpan && last !== null) named.push(...within(last.id, whole).map(idNamed));
      named.push(idNamed(whole));
      last = { id: whole, end: match.index + whole.length };
    }
  }
  return named;
}

/** A section of dependencies ends at the next heading of its level; one that a bold key began, at the next key, too. */
const BY_KEY = 7;

function sectionAfter(open: number | null, { heading, field }: LegacyLine): number | null {
  const key = field === null || field.listed ? null : field.key;
  if (heading !== null && isNeed(unnumbered(heading.text))) return heading.level;
  if (key !== null && (isNeed(key) || legacyKey(key) === 'depends_on')) return BY_KEY;
  if (heading !== null) return open === null || heading.level <= open ? null : open;
  return key !== null && open === BY_KEY ? null : open;
}

/** `prefixes` in capitals, each letters and digits. */
export function referencesIn(lines: readonly LegacyLine[], prefixes: readonly string[]): readonly Reference[] {
  const pattern = new RegExp(`${LINK}|(${FILE})|(${id(prefixes)})`, 'gi');
  const found = new Map<string, Reference>();
  let section: number | null = null;
  for (const line of lines.filter(({ code }) => !code)) {
    section = sectionAfter(section, line);
    const needed = section !== null;
    for (const named of namedIn(line.text, pattern)) {
      const before = found.get(named.text);
      if (before === undefined) found.set(named.text, { ...named, needed, line: line.number });
      else if (needed && !before.needed) found.set(named.text, { ...before, needed });
    }
  }
  return [...found.values()];
}
