/** The reviews of this clone, each verified; what is none is kept beside them with the reason, and counts for nothing. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import type { Repo } from '../git/repo.ts';
import { readNoteLines, type UnreadableNote } from '../store/note-lines.ts';
import { parseReview, REVIEWS_REF, type Review } from './review.ts';

/** A line that is no review of the commit it stands at. */
export interface VoidReview {
  readonly about: Oid;
  readonly line: number;
  /** The request that it names, so that it can be shown there. */
  readonly crq: CrqId | null;
  readonly why: string;
}

export interface Reviews {
  readonly reviews: readonly Review[];
  readonly voids: readonly VoidReview[];
  /** Notes that are none at all. */
  readonly unreadable: readonly UnreadableNote[];
}

/** The request that a line names, whether it is signed or not; null if nobody can tell. */
function named(line: string, prefixes: readonly string[]): CrqId | null {
  try {
    const value: unknown = JSON.parse(line);
    const crq = typeof value === 'object' && value !== null && 'crq' in value ? value.crq : null;
    return typeof crq === 'string' ? parseWrittenId(crq, prefixes) : null;
  } catch {
    return null;
  }
}

/** Reads all of them, or those of one request: verifying a signature costs fifty times what reading a line does. */
export async function readReviews(repo: Repo, prefixes: readonly string[], asked: CrqId | null): Promise<Reviews> {
  const voids: VoidReview[] = [];
  const { found, unreadable } = await readNoteLines<Review | null>(repo, {
    ref: REVIEWS_REF,
    parse(text, about, line) {
      const crq = named(text, prefixes);
      if (asked !== null && crq !== null && crq !== asked) return null;
      const review = parseReview(text, about, prefixes);
      if (typeof review !== 'string') return review;
      voids.push({ about, line, crq, why: review });
      return null;
    },
  });
  return { reviews: [...found.values()].flat().filter((review) => review !== null), voids, unreadable };
}
