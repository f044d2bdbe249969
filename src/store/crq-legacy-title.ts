/**
 * The title of a legacy document. A title that it states by a key counts before a heading; a heading that only repeats the
 * file's name, as generators write it, gives way to the heading directly below it.
 */
import { type LegacyLine, unnumbered } from './crq-legacy-lines.ts';
import { legacyName, topicOf } from './crq-legacy-name.ts';
import { legacyKey } from './crq-legacy-words.ts';

const KIND = /^(?:change[- ]?request|crq)(?:\s*\((?:crq|cr)\))?(?:\s*(?:[:–—]|-\s)\s*|$)/i;
const BOLD_KIND = /^\s*\*\*((?:change request|crq)\b[^*]*)\*\*\s*$/i;
/** A title stands at the head of a document. */
const HEAD_LINES = 20;
const MAX_TITLE = 200;

const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim();

/** Without `Change Request:` and without an id in front. */
export function plainTitle(text: string, prefixes: readonly string[]): string {
  const bare = oneLine(text).replace(KIND, '').trim();
  const id = /^\[?[A-Za-z][A-Za-z0-9]*[-_ ]\d[\d-]*\]?\s*[:–—-]\s+/.exec(bare);
  const name = id === null ? null : legacyName(id[0].replace(/^\[|\]?\s*[:–—-]\s+$/g, ''), prefixes);
  return id !== null && name !== null && (name.number ?? name.dated) !== null ? bare.slice(id[0].length).trim() : bare;
}

const isFileName = (text: string): boolean => /^[\w .()-]+\.md$/i.test(text);

/** A heading made of the file's name by a program: no capital letter, and the same words. */
const isMachineMade = (title: string, stem: string): boolean =>
  title === title.toLowerCase() && topicOf(stem).endsWith(topicOf(title));

export interface LegacyTitle {
  readonly title: string;
  /** The line it stands on; null if it was made of the file's name. */
  readonly line: number | null;
  /** It was longer than a title may be. */
  readonly cut: boolean;
}

function stated(lines: readonly LegacyLine[], stem: string, prefixes: readonly string[]): [string, number] | null {
  const head = lines.filter(({ text, code }) => !code && text.trim() !== '').slice(0, HEAD_LINES);
  for (const { field, number } of head)
    if (field !== null && field.value !== '' && !field.listed && legacyKey(field.key) === 'title') {
      const title = plainTitle(field.value, prefixes);
      if (title !== '') return [title, number];
    }
  for (const [index, { heading, text, number }] of head.entries()) {
    const said = heading?.text ?? BOLD_KIND.exec(text)?.[1];
    if (said === undefined || isFileName(said)) continue;
    const title = plainTitle(unnumbered(said), prefixes);
    if (title === '') continue;
    const below = head[index + 1]?.heading;
    if (heading !== null && below?.level === heading.level && isMachineMade(title, stem))
      return [plainTitle(below.text, prefixes), head[index + 1]?.number ?? number];
    return [title, number];
  }
  return null;
}

/** `given`: the title that its front matter states. */
export function legacyTitle(
  lines: readonly LegacyLine[],
  stem: string,
  prefixes: readonly string[],
  given: string | null,
): LegacyTitle {
  const kept = given === null ? '' : plainTitle(given, prefixes);
  const found = kept === '' ? stated(lines, stem, prefixes) : ([kept, 1] as const);
  const words = legacyName(stem, prefixes).topic.replaceAll('-', ' ');
  const title = found?.[0] ?? (words === '' ? oneLine(stem) : `${words.charAt(0).toUpperCase()}${words.slice(1)}`);
  const signs = [...title];
  const short =
    signs.length > MAX_TITLE
      ? `${signs
          .slice(0, MAX_TITLE - 1)
          .join('')
          .trimEnd()}…`
      : title;
  return { title: short, line: found?.[1] ?? null, cut: short !== title };
}
