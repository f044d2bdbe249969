/** Makes the file that commits look at (lease-compiled.ts) from what this clone knows of leases on paths. */
import { join } from 'node:path';
import { isPathType, type Lease, type LeaseKey } from '../domain/lease.ts';
import { textAt, writeNote } from './coord-store.ts';
import { type CompiledLease, storeLeases } from './lease-compiled.ts';
import type { Desk } from './lease-desk.ts';
import { judge } from './lease-judge.ts';
import { recall } from './lease-memory.ts';
import { knownPaths } from './lease-paths.ts';
import { leaseRef } from './lease-ref.ts';

const placePath = ({ coord }: Desk, session: string): string => join(coord.dir, 'gitcrq', 'places', session);

/** Where the sessions of this clone commit. */
function notePlace(desk: Desk, place: string): void {
  const { files } = desk.coord.repo.ports;
  const path = placePath(desk, desk.who.session);
  if (textAt(files, path) !== place) writeNote(files, path, place);
}

/** Writes the file anew from what is known. `listed`: leases that were just seen. Never fails: without it nobody is warned. */
export async function compileLeases(desk: Desk, place: string, listed: readonly Lease[] = []): Promise<void> {
  const { coord, margin_s } = desk;
  const { files, processes } = coord.repo.ports;
  const { host, boot } = processes.self();
  const keys = new Map<string, LeaseKey>(
    [...knownPaths(coord).leases, ...listed.filter(({ type }) => isPathType(type))].map((key) => [leaseRef(key), key]),
  );
  const found: CompiledLease[] = [];
  for (const [ref, { type, key }] of keys) {
    const { oid, since_ms } = recall(coord, ref);
    const standing = await judge(desk, ref, oid, null);
    if (standing.kind === 'free') continue;
    const { holder, session, ttl_s } = standing.lease;
    const known = standing.kind === 'mine' ? place : (textAt(files, placePath(desk, session)) ?? '-');
    const lapses_ms = Math.round(since_ms + (ttl_s + margin_s) * 1000);
    found.push({ place: known, machine: `${host}/${boot}`, lapses_ms, holder, session, type, key });
  }
  writeCompiled(desk, place, found);
}

function writeCompiled(desk: Desk, place: string, leases: readonly CompiledLease[]): void {
  const { files } = desk.coord.repo.ports;
  try {
    notePlace(desk, place);
    storeLeases(files, desk.coord.repo.commonDir, leases);
  } catch {
    desk.coord.repo.ports.out.verbose('leases cannot be noted here, so commits do not warn of them');
  }
}
