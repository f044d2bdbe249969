/**
 * Guarded writes: refs and the lease they are written under move in one atomic push, the lease with a new nonce. Whoever lost
 * the lease, even while it slept, writes nothing: the remote compares the lease's ref with what the holder last put there.
 */
import { join } from 'node:path';
import { fail, type Result } from '../domain/result.ts';
import { LOST_RACE } from '../git/errors.ts';
import type { RefChange } from '../git/refs.ts';
import { pushRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import { LEASE_UNFENCED } from './errors.ts';
import type { Written } from './lease-decide.ts';
import type { Desk } from './lease-desk.ts';
import { remember } from './lease-memory.ts';
import { lost, rewritten } from './lease-renew.ts';

/**
 * Moves `changes`, whose objects are in the user's repository, under leases on the same remote; answers the leases as they
 * stand then. Fails: LEASE_LOST, LOST_RACE if a target moved, LEASE_UNFENCED, REMOTE_REFUSED, REMOTE_UNREACHABLE.
 */
export async function fenced(
  user: Repo,
  desk: Desk,
  changes: readonly RefChange[],
  leases: readonly Written[],
): Promise<Result<readonly Written[]>> {
  const { remote } = desk.board;
  if (remote === null)
    return fail(LEASE_UNFENCED, 'this clone has no remote that could move a ref and a lease at once', [
      'git remote add origin URL',
    ]);
  const next = await rewritten(desk, leases);
  if (!next.ok) return next;
  const guards = next.value.map(({ ref, from, to }) => ({ ref, from, to }));
  const objects = join(desk.coord.dir, 'objects');
  const pushed = await pushRefs(user, remote, [...changes, ...guards], { GIT_ALTERNATE_OBJECT_DIRECTORIES: objects });
  if (pushed.ok) {
    for (const { ref, from, to, lease } of next.value) {
      remember(desk.coord, ref, to, lease.token);
      if (from !== null) desk.coord.drop(from);
    }
    return next;
  }
  if (pushed.error.code !== LOST_RACE.code) return pushed;
  const there = await desk.board.list(guards.map(({ ref }) => ref));
  const stolen = there.ok ? leases.find(({ ref, to }) => there.value.get(ref) !== to) : undefined;
  return stolen === undefined ? pushed : { ok: false, error: lost(stolen).error };
}
