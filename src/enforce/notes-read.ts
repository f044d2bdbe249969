/** Links by notes for a verdict: brought here from the remote, where another clone may have added some. */
import { fail, ok, type Result } from '../domain/result.ts';
import { isAncestor, readRef } from '../git/refs.ts';
import { fetchRefs, remoteRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { LINKS_REF } from '../store/notes.ts';
import { RECORDS_NOT_FETCHED } from './errors.ts';

async function bring(repo: Repo, remote: string): Promise<Result<boolean>> {
  const refs = await remoteRefs(repo, remote, [LINKS_REF]);
  const there = refs.ok ? (refs.value.get(LINKS_REF) ?? null) : null;
  const here = await readRef(repo, LINKS_REF);
  if (there === null || there === here) return ok(false);
  const known = here !== null && (await repo.reader.info(there)) !== null && (await isAncestor(repo, there, here));
  if (known !== false && known.ok && known.value) return ok(false);
  // Without `+`: links that only this clone has are not thrown away.
  const fetched = await fetchRefs(repo, remote, [`${LINKS_REF}:${LINKS_REF}`]);
  if (fetched.ok) return ok(true);
  const merge = [
    `git fetch ${remote} ${LINKS_REF}`,
    `git notes --ref=${LINKS_REF} merge --strategy=cat_sort_uniq FETCH_HEAD`,
  ];
  return fail(
    RECORDS_NOT_FETCHED,
    `the links by notes of ${remote} cannot be fetched: ${fetched.error.message}`,
    here === null ? [`git fetch ${remote} ${LINKS_REF}:${LINKS_REF}`] : merge,
  );
}

const asked = new WeakMap<Repo, Promise<Result<boolean>>>();

/**
 * Brings newer notes from the remote; answers whether there were any. It is asked once for each opening of the clone,
 * however many branches are judged. A remote that cannot be asked changes nothing: what this clone knows is then judged.
 */
export function fetchLinkNotes(repo: Repo, { remote }: Basis): Promise<Result<boolean>> {
  const before = asked.get(repo) ?? (remote === null ? Promise.resolve(ok(false)) : bring(repo, remote));
  asked.set(repo, before);
  return before;
}
