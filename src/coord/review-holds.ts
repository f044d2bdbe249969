/**
 * Does a review count for what would land now? It must be of the head, or of a commit from which the head differs in
 * nothing that matters; by a person whom the base lets approve; and not by one of the authors.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { GitcrqError } from '../domain/error.ts';
import { parseMessage, trailerValues } from '../domain/message.ts';
import { ok, type Result, unwrap } from '../domain/result.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { RecordRules } from '../store/merge-commits.ts';
import type { KeyId } from './public-key.ts';
import { type Commits, commitsBeyond, type Loud, loudness } from './quiet.ts';
import type { Review } from './review.ts';
import { isSamePerson } from './review-voices.ts';
import { isOpen, type Trust, type Trusted } from './trust.ts';

/** What is to land, and whose word counts for it. */
export interface Ground extends RecordRules {
  /** What the base has is not asked for. */
  readonly base: Oid;
  readonly head: Oid;
  /** The trust list of the base. */
  readonly trust: Trust;
}

/** A review, or one that is about to be written. */
export type Voice = Pick<Review, 'crq' | 'head' | 'by'> & { readonly key: Pick<Review['key'], 'id'> };

export interface Standing<V extends Voice = Review> {
  readonly review: V;
  /** `void`: it would not count for any state of the branch. */
  readonly state: 'holds' | 'stale' | 'void';
  /** Why it does not hold; empty if it does. */
  readonly why: string;
  /** The name that the trust list gives the key. */
  readonly signer: string | null;
  /** Nothing is wrong but that an author approves. */
  readonly own: boolean;
}

const entryOf = ({ keys }: Trust, id: KeyId): Trusted | undefined => keys.find((entry) => entry.id === id);

/** People who may approve, by the names of the list. */
export const approvers = ({ keys }: Trust): readonly string[] => [
  ...new Set(
    keys.filter(({ kind, rights }) => kind === 'person' && rights.includes('approve')).map(({ name }) => name),
  ),
];

const short = (oid: Oid): string => oid.slice(0, 12);

interface Read extends Ground {
  readonly repo: Repo;
  readonly commits: Commits;
  readonly loud: Loud;
}

/** Commits after the reviewed one that the base does not have; null if the branch does not stand on it. */
async function since({ repo, commits, head }: Read, reviewed: Oid): Promise<readonly Oid[] | null> {
  if (!commits.has(reviewed)) {
    if ((await repo.reader.info(reviewed))?.type !== 'commit') return null;
    return unwrap(await isAncestor(repo, reviewed, head)) ? [...commits.keys()] : null;
  }
  const seen = new Set<Oid>();
  const open = [reviewed];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    if (seen.has(oid)) continue;
    seen.add(oid);
    open.push(...(commits.get(oid)?.parents ?? []));
  }
  return [...commits.keys()].filter((oid) => !seen.has(oid));
}

/** Why the branch is no longer what was reviewed; null if it is. */
async function whyStale(read: Read, { crq, head }: Voice): Promise<string | null> {
  const later = await since(read, head);
  if (later === null) return `the branch no longer stands on ${short(head)}`;
  for (const oid of later.toReversed()) {
    const path = await read.loud(oid, crq);
    if (path !== null) return `${short(oid)} changed ${path} since`;
  }
  return null;
}

/**
 * Who made what is to be approved. Who commits what somebody else wrote could have changed it, so they made it as well.
 * Closing, commenting and merging the base are no authorship, nor is a landing: it brings what was there.
 */
async function authors({ commits, loud }: Read, crq: CrqId): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const { oid, author, committer, message } of commits.values()) {
    if ((await loud(oid, crq)) === null) continue;
    for (const person of [author, committer, ...trailerValues(parseMessage(message), 'Co-authored-by')])
      found.add(person);
  }
  return [...found];
}

/** Why the list gives this key no say; null if it does. */
export function whyNoSay(trust: Trust, id: KeyId): string | null {
  const entry = entryOf(trust, id);
  if (entry?.kind === 'agent') return `${entry.name} is an agent, and people approve`;
  if (isOpen(trust, 'approve') || entry?.rights.includes('approve') === true) return null;
  return entry === undefined ? `nobody on the base trusts ${id}` : `${entry.name} may not approve`;
}

async function standing<V extends Voice>(read: Read, review: V): Promise<Standing<V>> {
  const entry = entryOf(read.trust, review.key.id);
  const told = (state: Standing['state'], why: string, own = false): Standing<V> => ({
    review,
    state,
    why,
    signer: entry?.name ?? null,
    own,
  });
  const silent = whyNoSay(read.trust, review.key.id);
  if (silent !== null) return told('void', silent);
  const stale = await whyStale(read, review);
  if (stale !== null) return told('stale', stale);
  const author = (await authors(read, review.crq)).find((person) =>
    isSamePerson(person, review.by, entry?.name ?? null),
  );
  return author === undefined ? told('holds', '') : told('void', `${author} is an author of it`, true);
}

/** How each review stands. Fails: GIT_FAILED. */
export async function standings<V extends Voice>(
  repo: Repo,
  ground: Ground,
  reviews: readonly V[],
): Promise<Result<readonly Standing<V>[]>> {
  if (reviews.length === 0) return ok([]);
  try {
    const commits = await commitsBeyond(repo, ground.base, ground.head);
    const read = { ...ground, repo, commits, loud: await loudness(repo, commits, ground) };
    return ok(await Promise.all(reviews.map((review) => standing(read, review))));
  } catch (error) {
    // Streams can only throw; what they throw is an expected failure.
    if (error instanceof GitcrqError) return { ok: false, error };
    throw error;
  }
}

/** Somebody who approves alone cannot be asked for somebody else's approval: what only they may approve would stay for ever. */
export const isSole = (trust: Trust, { own }: Pick<Standing, 'own'>): boolean => own && approvers(trust).length === 1;
