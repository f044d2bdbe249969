/** Other requests that one names: in its text, or in `relations:` where its text, as an imported one's, has other names. */
import type { CrqId } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import { bodyOf } from '../store/crq-read.ts';
import type { FrontMatter } from '../store/front-matter.ts';

const WORD = /(?<![A-Za-z0-9_-])[A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9]+(?![A-Za-z0-9_])/g;

function mentionsIn(body: string, id: CrqId, prefixes: readonly string[]): readonly CrqId[] {
  const ids = (body.match(WORD) ?? [])
    .map((word) => parseWrittenId(word, prefixes))
    .filter((found) => found !== null && found !== id);
  return [...new Set(ids)].filter((found) => found !== null);
}

/** Was the request a document of another place before? */
export const isImported = (front: FrontMatter): boolean => front.fields.some(({ key }) => key === 'imported_from');

/**
 * By the front matter, and by the text. The text of an imported request speaks of numbers as they were before, and those that
 * it means were written down at its import.
 */
export function relatedIn(front: FrontMatter, id: CrqId, prefixes: readonly string[]): readonly CrqId[] {
  const value = front.fields.find(({ key }) => key === 'relations')?.value ?? [];
  const listed = (typeof value === 'string' ? [value] : value).map((item) => parseWrittenId(item, prefixes));
  const named = isImported(front) ? [] : mentionsIn(bodyOf(front), id, prefixes);
  return [...new Set([...listed, ...named])].filter((other) => other !== null).filter((other) => other !== id);
}

export const replaceMentions = (body: string, was: CrqId, id: CrqId, prefixes: readonly string[]): string =>
  body.replace(WORD, (word) => (parseWrittenId(word, prefixes) === was ? id : word));
