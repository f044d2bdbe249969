/** Leases of others that are in the way of what somebody works on: paths by overlap, everything else by its name. */
import { isPathType, type Lease, type LeaseKey, type LeaseType, overlap } from '../domain/lease.ts';
import type { LeaseList } from './lease-list.ts';

/** Something of ours: as a path, as a name, or as both. */
export interface Own {
  readonly path: LeaseKey | null;
  readonly name: string | null;
}

export interface Conflict {
  readonly type: LeaseType;
  readonly resource: string;
  readonly holder: string;
  readonly session: string;
  readonly expires_in_s: number;
  readonly own: string;
}

export interface Conflicts {
  readonly conflicts: readonly Conflict[];
  /** Why this is only what was seen last. */
  readonly stale: string | null;
}

const meets = ({ path, name }: Own, lease: Lease): boolean =>
  isPathType(lease.type) ? path !== null && overlap(path, lease) : name === lease.key;

export function conflictsWith(list: LeaseList, own: readonly Own[]): Conflicts {
  const conflicts = list.leases.flatMap(({ standing }) => {
    if (standing.kind !== 'held') return [];
    const { lease, expires_in_s } = standing;
    const { type, key, holder, session } = lease;
    const hit = own.find((one) => meets(one, lease));
    if (hit === undefined) return [];
    return [{ type, resource: key, holder, session, expires_in_s, own: hit.path?.key ?? hit.name ?? key }];
  });
  return { conflicts, stale: list.stale };
}
