/**
 * Paths that are leased, as this clone last knew them, with the value of the index ref they were read under. Whoever acquires
 * a path moves the index in the same push, so who finds the index unmoved knows of every lease that could overlap. The file is
 * replaced as a whole: index and leases always belong together.
 */
import { join } from 'node:path';
import { isOid, type Oid } from '../domain/brand.ts';
import type { Holder, LeaseKey } from '../domain/lease.ts';
import type { CoordRepo } from './coord-repo.ts';
import { textAt, writeNote } from './coord-store.ts';
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

function isPathLease(value: unknown): value is PathLease {
  const { ref, type, key, holder, session, by } = Object(value);
  return (
    (type === 'file' || type === 'glob') &&
    [ref, key, holder, session, by].every((text) => typeof text === 'string' && text !== '')
  );
}

/** What was known last; a file that is anything else counts as knowing nothing, and the index then says so. */
export function knownPaths(coord: CoordRepo): Paths {
  try {
    const text = textAt(coord.repo.ports.files, pathOf(coord));
    const { index, leases } = JSON.parse(text ?? '{}') as Paths; // checked in the next line
    return isOid(index ?? '') && Array.isArray(leases) && leases.every(isPathLease) ? { index, leases } : NONE;
  } catch {
    return NONE;
  }
}

export function knowPaths(coord: CoordRepo, paths: Paths): void {
  if (coord.isLook) return;
  const { index } = knownPaths(coord);
  if (index !== null && index !== paths.index) coord.drop(index);
  writeNote(coord.repo.ports.files, pathOf(coord), JSON.stringify(paths));
}
