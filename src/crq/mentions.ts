/**
 * Other requests that one names: in its text, or in its front matter where its text, as an imported one's, has other names.
 * A line of the text may say how: `Part of CRQ-3`, `Supersedes CRQ-4, CRQ-5`, `Enables CRQ-6`; so may a key.
 */
import type { CrqId } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import { bodyOf } from '../store/crq-read.ts';
import type { FrontMatter } from '../store/front-matter.ts';

export const RELATION_KINDS = ['enables', 'part-of', 'supersedes', 'relates'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

export interface Relation {
  readonly to: CrqId;
  readonly kind: RelationKind;
}

/** Keys of the front matter that name requests. */
const KEYS: readonly (readonly [string, RelationKind])[] = [
  ['enables', 'enables'],
  ['part_of', 'part-of'],
  ['supersedes', 'supersedes'],
  ['relations', 'relates'],
];

const WORD = /(?<![A-Za-z0-9_-])[A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9]+(?![A-Za-z0-9_])/g;
/** From the word that says how to the next such word, or to the end of the line. */
const SAID = /\b(enables|part of|supersedes)\b(?:(?!\b(?:enables|part of|supersedes)\b)[^\n])*/gi;

function idsIn(text: string, id: CrqId, prefixes: readonly string[]): readonly CrqId[] {
  const found = (text.match(WORD) ?? []).map((word) => parseWrittenId(word, prefixes));
  return found.filter((other): other is CrqId => other !== null && other !== id);
}

/** Was the request a document of another place before? */
export const isImported = (front: FrontMatter): boolean => front.fields.some(({ key }) => key === 'imported_from');

/**
 * The text as far as it names requests. That of an imported one speaks of numbers as they were before, and those that it
 * means were written into its front matter.
 */
const spoken = (front: FrontMatter): string => (isImported(front) ? '' : bodyOf(front));

/** Stated on purpose: by a key, or by a line that says how. */
export function statedRelations(front: FrontMatter, id: CrqId, prefixes: readonly string[]): readonly Relation[] {
  const keyed = KEYS.flatMap(([key, kind]) => {
    const value = front.fields.find((field) => field.key === key)?.value ?? [];
    return (typeof value === 'string' ? [value] : value)
      .map((item) => parseWrittenId(item, prefixes))
      .filter((to): to is CrqId => to !== null && to !== id)
      .map((to) => ({ to, kind }));
  });
  const said = [...spoken(front).matchAll(SAID)].flatMap(([text, word = '']) => {
    const kind = word.toLowerCase().replace(' ', '-') as RelationKind; // one of the words of SAID
    return idsIn(text, id, prefixes).map((to) => ({ to, kind }));
  });
  return [...keyed, ...said];
}

/** All of them, each once, the most telling kind first. */
export function relationsIn(front: FrontMatter, id: CrqId, prefixes: readonly string[]): readonly Relation[] {
  const named = idsIn(spoken(front), id, prefixes).map((to) => ({ to, kind: 'relates' as const }));
  const found = new Map<CrqId, RelationKind>();
  for (const { to, kind } of [...statedRelations(front, id, prefixes), ...named])
    if ((found.get(to) ?? 'relates') === 'relates') found.set(to, kind);
  return [...found].map(([to, kind]) => ({ to, kind }));
}

export const relatedIn = (front: FrontMatter, id: CrqId, prefixes: readonly string[]): readonly CrqId[] =>
  relationsIn(front, id, prefixes).map(({ to }) => to);

export const replaceMentions = (body: string, was: CrqId, id: CrqId, prefixes: readonly string[]): string =>
  body.replace(WORD, (word) => (parseWrittenId(word, prefixes) === was ? id : word));
