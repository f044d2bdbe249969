/** What is known of the wanted keys, and of the paths that could overlap with them: from memory, or from the board. */
import type { Oid } from '../domain/brand.ts';
import { isPathType, type LeaseKey } from '../domain/lease.ts';
import { ok, type Result } from '../domain/result.ts';
import { type Desk, type Looked, look } from './lease-desk.ts';
import { readLease } from './lease-document.ts';
import { judge, type Standing } from './lease-judge.ts';
import { recall } from './lease-memory.ts';
import { knownPaths, knowPaths, type PathLease, type Paths } from './lease-paths.ts';
import { INDEX_REF, isPathRef, leaseRef } from './lease-ref.ts';

export interface Placed {
  readonly key: LeaseKey;
  readonly ref: string;
  readonly oid: Oid | null;
  readonly standing: Standing;
}

export interface Survey {
  readonly placed: readonly Placed[];
  readonly paths: Paths;
  /** null: this is what was known before, and the board may show something else. */
  readonly looked: Looked | null;
}

async function placedAt(desk: Desk, keys: readonly LeaseKey[], looked: Looked | null): Promise<readonly Placed[]> {
  const placed: Placed[] = [];
  for (const key of keys) {
    const ref = leaseRef(key);
    const oid = looked === null ? recall(desk.coord, ref).oid : (looked.refs.get(ref) ?? null);
    placed.push({ key, ref, oid, standing: await judge(desk, ref, oid, looked?.asked_ms ?? null) });
  }
  return placed;
}

export const needsIndex = (keys: readonly LeaseKey[]): boolean => keys.some(({ type }) => isPathType(type));

/** What was known before, which costs no process; the board where what was known cannot be read any more. */
export async function survey(desk: Desk, keys: readonly LeaseKey[]): Promise<Result<Survey>> {
  for (const key of keys) {
    const { oid } = recall(desk.coord, leaseRef(key));
    if (oid !== null && (await desk.coord.blob(oid)) === null) return surveyNow(desk, keys);
  }
  return ok({ placed: await placedAt(desk, keys, null), paths: knownPaths(desk.coord), looked: null });
}

async function pathLeases({ coord }: Desk, { refs }: Looked): Promise<readonly PathLease[]> {
  const found: PathLease[] = [];
  for (const [ref, oid] of refs) {
    if (!isPathRef(ref)) continue;
    const read = readLease(ref, await coord.blob(oid));
    if (read.kind === 'invalid' || read.lease.state === 'released') continue;
    const { type, key, holder, session } = read.lease;
    found.push({ ref, type, key, holder, session, by: read.by });
  }
  return found;
}

/**
 * As the board is now. The index is read first: leases that are read after it are at least as new, and any acquisition of a
 * path after it moves it.
 */
export async function surveyNow(desk: Desk, keys: readonly LeaseKey[]): Promise<Result<Survey>> {
  const own = keys.map(leaseRef);
  if (!needsIndex(keys)) {
    const looked = await look(desk, own);
    return looked.ok
      ? ok({ placed: await placedAt(desk, keys, looked.value), paths: knownPaths(desk.coord), looked: looked.value })
      : looked;
  }
  const at = await desk.board.list([INDEX_REF]);
  if (!at.ok) return at;
  const looked = await look(desk, undefined, (ref) => isPathRef(ref) || own.includes(ref));
  if (!looked.ok) return looked;
  const paths: Paths = { index: at.value.get(INDEX_REF) ?? null, leases: await pathLeases(desk, looked.value) };
  knowPaths(desk.coord, paths);
  return ok({ placed: await placedAt(desk, keys, looked.value), paths, looked: looked.value });
}
