/** Where a shallow clone was cut off: commits whose parents exist and are not here (gitformat-pack, shallow). */
import { join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import { trackingRef } from '../git/refs.ts';
import { fetchRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import { remoteName } from '../store/basis.ts';
import { SHALLOW } from './errors.ts';

export const shallowCommits = (repo: Repo): ReadonlySet<string> =>
  new Set((repo.ports.files.readText(join(repo.commonDir, 'shallow')) ?? '').split('\n').filter((line) => line !== ''));

/**
 * Fetches the whole history and the branches that a runner's checkout of one commit lacks; nothing where the clone is
 * whole. Fails: SHALLOW where there is no remote, REMOTE_UNREACHABLE.
 */
export async function deepen(repo: Repo): Promise<Result<void>> {
  if (shallowCommits(repo).size === 0) return ok(undefined);
  const remote = remoteName(repo);
  if (!remote.ok) return remote;
  if (remote.value === null)
    return fail(SHALLOW, 'there is no remote to fetch the rest from', ['git remote add origin URL']);
  const heads = `+refs/heads/*:${trackingRef(remote.value, '*')}`;
  const fetch = (more: readonly string[]) => fetchRefs(repo, remote.value ?? '', [heads, ...more], ['--unshallow']);
  // What a runner checked out may be on no branch (the merge a forge made); not every server gives a commit by its name.
  const whole = repo.head.oid === null ? null : await fetch([repo.head.oid]);
  const fetched = whole?.ok === true ? whole : await fetch([]);
  if (!fetched.ok) return fetched;
  // Which of them is the default branch only the remote knows; without it the usual names are looked for.
  await repo.git(['remote', 'set-head', remote.value, '--auto']);
  return ok(undefined);
}
