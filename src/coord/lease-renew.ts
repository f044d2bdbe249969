/** Renewing what is held, and nothing else: a lease that somebody else has by now is lost, and is not asked for again. */
import { inline } from '../domain/printable.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { LOST_RACE } from '../git/errors.ts';
import { LEASE_LOST } from './errors.ts';
import type { Written } from './lease-decide.ts';
import { type Desk, look, write } from './lease-desk.ts';
import { judge } from './lease-judge.ts';
import { remember } from './lease-memory.ts';

/** The same leases with a new nonce, not pushed yet. */
export async function rewritten(desk: Desk, leases: readonly Written[]): Promise<Result<readonly Written[]>> {
  const made: Written[] = [];
  for (const { lease, ref, to: from } of leases) {
    const to = await write(desk, lease);
    if (!to.ok) return to;
    made.push({ lease, ref, from, to: to.value, renewed: true });
  }
  return ok(made);
}

export const lost = ({ lease: { key, token } }: Written) =>
  fail(LEASE_LOST, `the lease on ${inline(key)} with token ${token} is held no more`, ['gitcrq coord leases']);

/** Where each of them stands now, if all are still ours: a push whose answer was lost may have moved one. */
export async function caughtUp(desk: Desk, leases: readonly Written[]): Promise<Result<readonly Written[]>> {
  const looked = await look(
    desk,
    leases.map(({ ref }) => ref),
  );
  if (!looked.ok) return looked;
  const now: Written[] = [];
  for (const one of leases) {
    const oid = looked.value.refs.get(one.ref) ?? null;
    const standing = await judge(desk, one.ref, oid, looked.value.asked_ms);
    if (oid === null || standing.kind !== 'mine' || standing.lease.token !== one.lease.token) return lost(one);
    now.push({ ...one, to: oid });
  }
  return ok(now);
}

/** One push for all of them. Fails: LEASE_LOST, REMOTE_UNREACHABLE, REMOTE_REFUSED. */
export async function renew(desk: Desk, leases: readonly Written[]): Promise<Result<readonly Written[]>> {
  let held = leases;
  for (let attempt = 1; ; attempt++) {
    const next = await rewritten(desk, held);
    if (!next.ok) return next;
    const pushed = await desk.board.swap(next.value.map(({ ref, from, to }) => ({ ref, from, to })));
    if (pushed.ok) {
      for (const { ref, to, lease } of next.value) remember(desk.coord, ref, to, lease.token);
      return next;
    }
    if (pushed.error.code !== LOST_RACE.code || attempt > 2) return pushed;
    const now = await caughtUp(desk, held);
    if (!now.ok) return now;
    held = now.value;
  }
}
