/** What one session holds by now, to be renewed; and whether what it held before was given back, or taken. */
import { ok, type Result } from '../domain/result.ts';
import type { Written } from './lease-decide.ts';
import { type Desk, look } from './lease-desk.ts';
import { judge } from './lease-judge.ts';
import { isLeaseRef } from './lease-ref.ts';

export interface Holdings {
  readonly held: readonly Written[];
  /** Of those held before: what is held no more, by nobody's doing but ours. */
  readonly released: readonly Written[];
  /** Of those held before: what somebody else has, or had since. */
  readonly lost: readonly Written[];
}

/** As the board is now. Fails: REMOTE_UNREACHABLE. */
export async function holdings(desk: Desk, before: readonly Written[]): Promise<Result<Holdings>> {
  const now = await look(desk, undefined, isLeaseRef);
  if (!now.ok) return now;
  const held: Written[] = [];
  const released = new Set<string>();
  for (const [ref, oid] of now.value.refs) {
    if (!isLeaseRef(ref)) continue;
    const standing = await judge(desk, ref, oid, now.value.asked_ms);
    if (standing.kind === 'mine' && standing.lease.session === desk.who.session)
      held.push({ lease: standing.lease, ref, from: oid, to: oid, renewed: true });
    if (standing.kind === 'free' && standing.why === 'released') released.add(`${ref} ${standing.claim.token}`);
  }
  const named = ({ ref, lease }: Written): string => `${ref} ${lease.token}`;
  const still = new Set(held.map(named));
  const gone = before.filter((one) => !still.has(named(one)));
  return ok({
    held,
    released: gone.filter((one) => released.has(named(one))),
    lost: gone.filter((one) => !released.has(named(one))),
  });
}
