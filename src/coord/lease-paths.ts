/**
 * Paths that are leased, as this clone last knew them, with the value of the index ref they were read under. Whoever acquires
 * a path moves the index in the same push, so who finds the index unmoved knows of every lease that could overlap. The file is
 * replaced as a whole: index and leases always belong together.
 */
import { join } from 'node:path';
import { isOid, type Oid } from '../domain/brand.ts';
import { type Holder, type LeaseKey, sameHolder } from '../domain/lease.ts';
import type { CoordRepo } from './coord-repo.ts';
import type { KeyId } from './public-key.ts';

/** Somebody's lease on a path: held or expired, but not released. */
export interface PathLease extends LeaseKey, Holder {
  readonly ref: string;
  readonly by: KeyId;
}

export interface Paths {
  readonly index: Oid | null;
  readonly leases: readonly PathLease[];
}

const NONE: Paths = { index: null, leases: [] };

const pathOf = ({ dir }: CoordRepo): string => join(dir, 'gitcrq', 'paths.json');

/** What was known last; a file that is anything else counts as knowing nothing, and the index then says so. */
export function knownPaths(coord: CoordRepo): Paths {
  const text = coord.repo.ports.files.readText(pathOf(coord));
  if (text === null) return NONE;
  try {
    const { index, leases } = JSON.parse(text) as Paths; // written below, whole or not at all; the index is checked
    return isOid(index ?? '') && Array.isArray(leases) ? { index, leases } : NONE;
  } catch {
    return NONE;
  }
}

export const knowPaths = (coord: CoordRepo, paths: Paths): void =>
  coord.repo.ports.files.writeUnsynced(pathOf(coord), JSON.stringify(paths));

export const isOwnPath = (lease: PathLease, who: Holder, by: KeyId): boolean =>
  lease.by === by && sameHolder(lease, who);
