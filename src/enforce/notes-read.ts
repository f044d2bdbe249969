/** Notes for a verdict: links and reviews, brought here from the remote, where another clone may have added some. */
import { REVIEWS_REF } from '../coord/review.ts';
import type { Oid } from '../domain/brand.ts';
import { GitcrqError } from '../domain/error.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { isAncestor, readRef } from '../git/refs.ts';
import { fetchRefs, remoteRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { LINKS_REF } from '../store/notes.ts';
import { RECORDS_NOT_FETCHED } from './errors.ts';

/** `unasked`: the remote did not answer, so what is here may not be all. */
export type Brought = 'newer' | 'same' | 'unasked';

type Advertised = Promise<Result<ReadonlyMap<string, Oid>>>;

interface Asked {
  readonly refs: Advertised;
  readonly brought: Map<string, Promise<Result<Brought>>>;
}

const WHAT: Readonly<Record<string, string>> = { [LINKS_REF]: 'links by notes', [REVIEWS_REF]: 'reviews' };

async function bring(repo: Repo, remote: string, ref: string, advertised: Advertised): Promise<Result<Brought>> {
  const refs = await advertised;
  if (!refs.ok) return ok('unasked');
  const there = refs.value.get(ref) ?? null;
  const here = await readRef(repo, ref);
  if (there === null || there === here) return ok('same');
  const known = here !== null && (await repo.reader.info(there)) !== null && (await isAncestor(repo, there, here));
  if (known !== false && known.ok && known.value) return ok('same');
  // Without `+`: lines that only this clone has are not thrown away.
  const fetched = await fetchRefs(repo, remote, [`${ref}:${ref}`]);
  if (fetched.ok) return ok('newer');
  const merge = [`git fetch ${remote} ${ref}`, `git notes --ref=${ref} merge --strategy=cat_sort_uniq FETCH_HEAD`];
  return fail(
    RECORDS_NOT_FETCHED,
    `the ${WHAT[ref]} of ${remote} cannot be fetched: ${fetched.error.message}`,
    here === null ? [`git fetch ${remote} ${ref}:${ref}`] : merge,
  );
}

/** A verdict may end, and close the clone, while the remote is still being asked: nobody is left to catch anything. */
function failed(error: unknown): Result<never> {
  if (error instanceof GitcrqError) return { ok: false, error };
  throw error;
}

const known = new WeakMap<Repo, Asked>();

/** The remote is asked for all notes at once, and once for each opening of the clone, however many branches are judged. */
function fetchNotes(repo: Repo, remote: string, ref: string): Promise<Result<Brought>> {
  const asked = known.get(repo) ?? { refs: remoteRefs(repo, remote, [LINKS_REF, REVIEWS_REF]), brought: new Map() };
  known.set(repo, asked);
  const before = asked.brought.get(ref) ?? bring(repo, remote, ref, asked.refs).catch(failed);
  asked.brought.set(ref, before);
  return before;
}

/**
 * Brings newer links from the remote; answers whether there were any. A remote that cannot be asked changes nothing: what
 * this clone knows is then judged.
 */
export async function fetchLinkNotes(repo: Repo, { remote }: Basis): Promise<Result<boolean>> {
  const brought = remote === null ? ok('same') : await fetchNotes(repo, remote, LINKS_REF);
  return brought.ok ? ok(brought.value === 'newer') : brought;
}

/** Brings newer reviews; what a remote that does not answer may have is for the caller to think of. */
export const fetchReviews = (repo: Repo, { remote }: Basis): Promise<Result<Brought>> =>
  remote === null ? Promise.resolve(ok('same')) : fetchNotes(repo, remote, REVIEWS_REF);
