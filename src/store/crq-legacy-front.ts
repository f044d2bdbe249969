/**
 * Front matter that another tool wrote on a legacy document. Keys that gitcrq knows are taken over where the value fits;
 * everything else is kept as it stands, a value that did not fit as `legacy_<key>`. Front matter that cannot be read by
 * lines stays what it is: a part of the text.
 */

import { type LegacyKey, legacyKey } from './crq-legacy-words.ts';
import { type Field, type FrontMatter, scanFrontMatter } from './front-matter.ts';

export interface LegacyFront {
  /** Values of the keys that gitcrq knows, lists joined by commas. */
  readonly known: ReadonlyMap<LegacyKey, string>;
  /** The lines of every field, without line ends, and the text of its key. */
  readonly fields: readonly {
    readonly key: string;
    readonly means: LegacyKey | null;
    readonly lines: readonly string[];
  }[];
  readonly labels: readonly string[];
  /** Number of its lines, both `---` counted. */
  readonly length: number;
  readonly body: string;
}

const text = ({ value }: Field): string => (typeof value === 'string' ? value : value.join(', '));
const bare = (line: string): string => line.replace(/\r?\n$/, '');

/** Lines that belong to no field and say something: comments. */
function strays({ lines, fields, end }: FrontMatter): readonly string[] {
  const taken = new Set(fields.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n)));
  return lines.slice(1, end).filter((line, n) => !taken.has(n + 1) && line.trim() !== '');
}

export type FrontReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'unread'; readonly line: number; readonly reason: string }
  | { readonly kind: 'read'; readonly front: LegacyFront };

export function readLegacyFront(source: string): FrontReading {
  if (!/^\uFEFF?---[ \t]*\r?\n/.test(source)) return { kind: 'none' };
  const front = scanFrontMatter(source);
  // A rule across the page is no front matter, and says no keys.
  if ('reason' in front)
    return /^\uFEFF?---[ \t]*\r?\n\s*[\w-]+[ \t]*:/.test(source) ? { kind: 'unread', ...front } : { kind: 'none' };
  if (front.fields.length === 0) return { kind: 'none' };
  const known = new Map<LegacyKey, string>();
  for (const field of front.fields) {
    const means = legacyKey(field.key);
    if (means !== null && !known.has(means)) known.set(means, text(field));
  }
  const labels = front.fields.filter(({ key }) => /^(?:labels|tags|keywords)$/i.test(key));
  return {
    kind: 'read',
    front: {
      known,
      fields: [
        ...front.fields.map((field) => ({
          key: field.key,
          means: legacyKey(field.key),
          lines: front.lines.slice(field.from, field.to).map(bare),
        })),
        ...strays(front).map((line) => ({ key: '', means: null, lines: [bare(line)] })),
      ],
      labels: labels.flatMap(({ value }) => (typeof value === 'string' ? [] : value)),
      length: front.end + 1,
      body: front.body,
    },
  };
}
