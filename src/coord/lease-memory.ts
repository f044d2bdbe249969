/**
 * What this clone remembers of the leases it saw: since when a ref has stood where it stands, by the clock of this
 * machine's boot, and the greatest token. Commands are short, so they watch a lease together. Losing a memory makes a
 * lease live longer, never shorter.
 */
import { join } from 'node:path';
import { isOid, type Oid } from '../domain/brand.ts';
import { MOST_TOKEN } from '../domain/lease.ts';
import type { CoordRepo } from './coord-repo.ts';
import { textAt, writeNote } from './coord-store.ts';
import { LEASE_REFS } from './lease-ref.ts';

export interface Memory {
  /** Where the ref was last seen; null: it was not there. */
  readonly oid: Oid | null;
  /** Greatest token seen or given, 0 if none. */
  readonly token: number;
  /** Host and boot that `since_ms` counts from. */
  readonly machine: string;
  readonly since_ms: number;
}

const NOTHING: Memory = { oid: null, token: 0, machine: '', since_ms: 0 };

const pathOf = ({ dir }: CoordRepo, ref: string): string =>
  join(dir, 'gitcrq', 'seen', `${ref.slice(LEASE_REFS.length)}.json`);

const machineOf = ({ repo }: CoordRepo): string => {
  const { host, boot } = repo.ports.processes.self();
  return `${host}/${boot}`;
};

function parsed(text: string | null): Memory {
  try {
    const { oid, token, machine, since_ms } = JSON.parse(text ?? '{}') as Record<string, unknown>; // checked below
    const isToken = typeof token === 'number' && Number.isSafeInteger(token) && token >= 0 && token <= MOST_TOKEN;
    return {
      oid: typeof oid === 'string' && isOid(oid) ? oid : null,
      token: isToken ? token : 0,
      machine: typeof machine === 'string' ? machine : '',
      since_ms: typeof since_ms === 'number' ? since_ms : 0,
    };
  } catch {
    return NOTHING;
  }
}

export const recall = (coord: CoordRepo, ref: string): Memory =>
  parsed(textAt(coord.repo.ports.files, pathOf(coord, ref)));

export function remember(coord: CoordRepo, ref: string, oid: Oid | null, token: number): void {
  if (coord.isLook) return;
  const { files, clock } = coord.repo.ports;
  const before = recall(coord, ref);
  // Where others move it as well, the versions in between are nobody's.
  if (before.oid !== null && before.oid !== oid) coord.drop(before.oid);
  const memory: Memory = {
    oid,
    token: Math.max(token, before.token),
    machine: machineOf(coord),
    since_ms: clock.boot_ms(),
  };
  writeNote(files, pathOf(coord, ref), JSON.stringify(memory));
}

/**
 * The ref was at `oid` at `asked_ms`. Answers for how long it certainly has been, in milliseconds: 0 at first sight, after a
 * restart of the machine, and where the clock went backwards.
 */
export function observe(coord: CoordRepo, ref: string, oid: Oid, token: number, asked_ms: number): number {
  const memory = recall(coord, ref);
  const known = memory.oid === oid && memory.machine === machineOf(coord) && memory.since_ms <= asked_ms;
  if (known && memory.token >= token) return asked_ms - memory.since_ms;
  remember(coord, ref, oid, token);
  return 0;
}
