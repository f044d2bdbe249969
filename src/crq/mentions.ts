/** Other requests that the text of one names. */
import type { CrqId } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';

const WORD = /(?<![A-Za-z0-9_-])[A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9]+(?![A-Za-z0-9_])/g;

export function mentionsIn(body: string, id: CrqId, prefixes: readonly string[]): readonly CrqId[] {
  const ids = (body.match(WORD) ?? [])
    .map((word) => parseWrittenId(word, prefixes))
    .filter((found) => found !== null && found !== id);
  return [...new Set(ids)].filter((found) => found !== null);
}

export const replaceMentions = (body: string, was: CrqId, id: CrqId, prefixes: readonly string[]): string =>
  body.replace(WORD, (word) => (parseWrittenId(word, prefixes) === was ? id : word));
