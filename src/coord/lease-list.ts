/** All leases as they are now, or as they were last seen where the remote is out of reach. What holds nothing is shown as well. */
import { join } from 'node:path';
import type { Lease, LeaseKey } from '../domain/lease.ts';
import { ok, type Result } from '../domain/result.ts';
import { REMOTE_UNREACHABLE } from '../git/errors.ts';
import { type Desk, type Looked, look } from './lease-desk.ts';
import { judge, type Standing } from './lease-judge.ts';
import { recall } from './lease-memory.ts';
import { isLeaseRef, isNoted, LEASE_REFS } from './lease-ref.ts';

export interface Listed {
  readonly ref: string;
  readonly standing: Standing;
}

export interface LeaseList {
  /** Released leases are left out. */
  readonly leases: readonly Listed[];
  /** Why this is only what was seen last; null: it is as the board is now. */
  readonly stale: string | null;
}

/** The refs that this clone remembers. */
function remembered({ coord }: Desk): Looked {
  const { files } = coord.repo.ports;
  const seen = join(coord.dir, 'gitcrq', 'seen');
  const names = files
    .list(seen)
    .flatMap((xx) => files.list(join(seen, xx)).map((name) => `${LEASE_REFS}${xx}/${name}`));
  const refs = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  const at = refs.flatMap((ref) => {
    const { oid } = recall(coord, ref);
    return oid === null ? [] : [[ref, oid] as const];
  });
  return { refs: new Map(at), asked_ms: 0 };
}

/** As they were seen last. */
export async function knownLeases(desk: Desk): Promise<readonly Listed[]> {
  const known: Listed[] = [];
  for (const [ref, oid] of remembered(desk).refs) known.push({ ref, standing: await judge(desk, ref, oid, null) });
  return known;
}

/** Written there by whoever may push, and looked for by nobody. */
const NAMELESS: Standing = {
  kind: 'free',
  why: 'void',
  token: 0,
  rewound: false,
  claim: {},
  problem: 'its name is that of no lease',
};

export async function listLeases(desk: Desk): Promise<Result<LeaseList>> {
  const now = await look(desk, undefined, isLeaseRef);
  if (!now.ok && now.error.code !== REMOTE_UNREACHABLE.code) return now;
  const { refs, asked_ms } = now.ok ? now.value : remembered(desk);
  const leases: Listed[] = [];
  for (const [ref, oid] of [...refs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isNoted(ref)) continue;
    const standing = isLeaseRef(ref) ? await judge(desk, ref, oid, now.ok ? asked_ms : null) : NAMELESS;
    if (standing.kind !== 'free' || standing.why === 'void' || standing.why === 'expired')
      leases.push({ ref, standing });
  }
  return ok({ leases, stale: now.ok ? null : now.error.message });
}

/** What a lease says it is on; for what cannot be read, nothing may be known. */
export const leaseOf = ({ standing }: Listed): Partial<Lease> | (Lease & LeaseKey) =>
  standing.kind === 'free' ? standing.claim : standing.lease;
