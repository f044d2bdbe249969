/**
 * Candidates that nothing points at yet are kept from git-gc(1): what is tested, or stands in the journal, is there until
 * it is settled. These refs are of this clone alone. Whoever holds the lander's lock may take all of them away.
 */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { endRefs, setRef } from '../git/ref-session.ts';
import { listRefs, moveRefs } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';

const CANDIDATES = 'refs/gitcrq/candidates/';

export const keepCandidate = (repo: Repo, oid: Oid): Promise<Result<void>> => setRef(repo, `${CANDIDATES}${oid}`, oid);

/** Those of this pass, or of one that was killed. */
export async function dropCandidates(repo: Repo): Promise<Result<void>> {
  endRefs(repo);
  const left = await listRefs(repo, [CANDIDATES]);
  if (!left.ok) return left;
  const changes = [...left.value].map(([ref, from]) => ({ ref, from, to: null }));
  return changes.length === 0 ? ok(undefined) : moveRefs(repo, changes, null);
}
