/** What the remote knows of branches and records, brought here; nobody's local branch moves. */
import { ok, type Result } from '../domain/result.ts';
import { fetchRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, loadBasis } from '../store/basis.ts';

export const RECORD_REFSPECS = [
  '+refs/gitcrq/ids/*:refs/gitcrq/ids/*',
  '+refs/gitcrq/queue/*:refs/gitcrq/queue/*',
] as const;

/** Fetches heads and record refs and reads the basis again; without a remote there is nothing to do. */
export async function synced(repo: Repo, basis: Basis): Promise<Result<Basis>> {
  const { remote } = basis;
  if (remote === null) return ok(basis);
  const fetched = await fetchRefs(repo, remote, [`+refs/heads/*:refs/remotes/${remote}/*`, ...RECORD_REFSPECS]);
  return fetched.ok ? loadBasis(repo) : fetched;
}
