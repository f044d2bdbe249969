/**
 * The reviews of this clone. Lines are read once and put by the request that they name; a signature is verified when the
 * reviews of its request are asked for. What is no review is kept with the reason, and counts for nothing.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import type { Repo } from '../git/repo.ts';
import { readNoteLines, type UnreadableNote } from '../store/note-lines.ts';
import { parseReview, REVIEWS_REF, type Review } from './review.ts';

/** A line that is no review of the commit it stands at. */
interface VoidReview {
  readonly about: Oid;
  readonly line: number;
  /** The request that it names, so that it can be shown there; null if nobody can tell. */
  readonly crq: CrqId | null;
  readonly why: string;
}

export interface Reviews {
  readonly reviews: readonly Review[];
  readonly voids: readonly VoidReview[];
  /** Notes that are none at all. */
  readonly unreadable: readonly UnreadableNote[];
}

export interface ReviewBook {
  /** Those that any line names, signed or not. */
  readonly requests: ReadonlySet<CrqId>;
  /** The reviews of one request, or of all; what names no request is among either. */
  of(request: CrqId | null): Reviews;
}

interface Line extends Omit<VoidReview, 'why'> {
  readonly text: string;
}

/** The request that a line names, whether it is signed or not. */
function named(line: string, prefixes: readonly string[]): CrqId | null {
  try {
    const value: unknown = JSON.parse(line);
    const crq = typeof value === 'object' && value !== null && 'crq' in value ? value.crq : null;
    return typeof crq === 'string' ? parseWrittenId(crq, prefixes) : null;
  } catch {
    return null;
  }
}

async function readBook(repo: Repo, prefixes: readonly string[], at: Oid | null): Promise<ReviewBook> {
  const { found, unreadable } = await readNoteLines<Line>(repo, {
    ref: REVIEWS_REF,
    at,
    parse: (text, about, line) => ({ text, about, line, crq: named(text, prefixes) }),
  });
  const lines = [...found.values()].flat();
  const byRequest = new Map<CrqId | null, Line[]>();
  for (const line of lines) {
    const others = byRequest.get(line.crq);
    if (others === undefined) byRequest.set(line.crq, [line]);
    else others.push(line);
  }
  const verified = (some: readonly Line[]): Reviews => {
    const reviews: Review[] = [];
    const voids: VoidReview[] = [];
    for (const { text, about, line, crq } of some) {
      const review = parseReview(text, about, prefixes);
      if (typeof review === 'string') voids.push({ about, line, crq, why: review });
      else reviews.push(review);
    }
    return { reviews, voids, unreadable };
  };
  return {
    requests: new Set(lines.flatMap(({ crq }) => crq ?? [])),
    of: (id) => verified(id === null ? lines : [...(byRequest.get(id) ?? []), ...(byRequest.get(null) ?? [])]),
  };
}

interface Known {
  readonly tip: Oid | null;
  readonly prefixes: string;
  readonly book: Promise<ReviewBook>;
}

const known = new WeakMap<Repo, Known>();

/** All reviews as the ref has them now: read again only if it moved. */
export async function reviewBook(repo: Repo, prefixes: readonly string[]): Promise<ReviewBook> {
  const tip = (await repo.reader.info(`${REVIEWS_REF}^{commit}`))?.oid ?? null;
  const name = prefixes.join(' ');
  const before = known.get(repo);
  if (before !== undefined && before.tip === tip && before.prefixes === name) return before.book;
  const book = readBook(repo, prefixes, tip);
  known.set(repo, { tip, prefixes: name, book });
  return book;
}

/** The reviews of one request, or of all. */
export const readReviews = async (repo: Repo, prefixes: readonly string[], asked: CrqId | null): Promise<Reviews> =>
  (await reviewBook(repo, prefixes)).of(asked);
