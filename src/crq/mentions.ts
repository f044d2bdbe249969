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

/** By the front matter first, then by the text. */
export function relatedIn(front: FrontMatter, id: CrqId, prefixes: readonly string[]): readonly CrqId[] {
  const value = front.fields.find(({ key }) => key === 'relations')?.value ?? [];
  const listed = (typeof value === 'string' ? [value] : value).map((item) => parseWrittenId(item, prefixes));
  const stated = listed.filter((other) => other !== null && other !== id);
  return [...new Set([...stated, ...mentionsIn(bodyOf(front), id, prefixes)])].filter((other) => other !== null);
}

export const replaceMentions = (body: string, was: CrqId, id: CrqId, prefixes: readonly string[]): string =>
  body.replace(WORD, (word) => (parseWrittenId(word, prefixes) === was ? id : word));
