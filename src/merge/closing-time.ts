/** Since when a request has its state: the time of the commit that set it, found without starting a process. */
import type { CrqId, Oid } from '../domain/brand.ts';
import type { Status } from '../domain/lifecycle.ts';
import { type CommitHeader, readCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { isUnreadable, loadCrq } from '../store/crq-load.ts';

/** A request that was set longer ago than this many commits is old enough to be first. */
const STEPS = 500;

/** Walks first parents back while the request has this state in them. Seconds since 1970. */
export async function stateSince_s(
  repo: Repo,
  basis: Basis,
  { head, id, status }: { readonly head: Oid; readonly id: CrqId; readonly status: Status },
): Promise<number> {
  let since_s = 0;
  let at: Oid | undefined = head;
  for (let step = 0; step < STEPS && at !== undefined; step++) {
    const copy = await loadCrq(repo, basis, at, id);
    if (copy === null || isUnreadable(copy) || copy.crq.status !== status) break;
    const commit: CommitHeader | null = await readCommit(repo, at);
    since_s = commit?.committed_s ?? since_s;
    at = commit?.parents[0];
  }
  return since_s;
}
