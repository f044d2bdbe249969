/** What every use of leases needs: where they hang, who asks, whose leases count, and how long others are waited for. */
import type { Oid } from '../domain/brand.ts';
import type { Holder, Lease } from '../domain/lease.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Signer } from './agent-key.ts';
import type { CoordRepo } from './coord-repo.ts';
import type { Board } from './lease-board.ts';
import { signLease } from './lease-document.ts';
import type { KeyId } from './public-key.ts';

export interface Desk {
  readonly coord: CoordRepo;
  readonly board: Board;
  readonly who: Holder;
  readonly signer: Signer;
  /** The keys whose leases count; null: every signed lease does. */
  readonly trusted: ReadonlySet<KeyId> | null;
  /** Waited beyond a lease's own time, for clocks that run unlike. */
  readonly margin_s: number;
}

/** Refs as they were, and when that was asked for, by the clock of the boot. */
export interface Looked {
  readonly refs: ReadonlyMap<string, Oid>;
  readonly asked_ms: number;
}

const TRIES = 3;

/** What is on the board now, with the content of the refs that `wanted` picks brought here. */
export async function look(
  { board, coord }: Desk,
  refs?: readonly string[],
  wanted: (ref: string) => boolean = () => true,
): Promise<Result<Looked>> {
  for (let attempt = 1; ; attempt++) {
    const asked_ms = coord.repo.ports.clock.boot_ms();
    const found = await board.list(refs);
    if (!found.ok) return found;
    const missing: string[] = [];
    for (const [ref, oid] of found.value) if (wanted(ref) && !(await coord.isHere(oid))) missing.push(ref);
    if (missing.length === 0) return ok({ refs: found.value, asked_ms });
    const fetched = await board.fetch(missing);
    // A ref may have moved or gone between the two; what is not here at last counts as unreadable.
    if (attempt === TRIES) return fetched.ok ? ok({ refs: found.value, asked_ms }) : fetched;
  }
}

/** Writes a lease as an object that nobody sees yet. */
export async function write({ coord, signer }: Desk, lease: Omit<Lease, 'nonce' | 'at'>): Promise<Result<Oid>> {
  const { random, clock } = coord.repo.ports;
  const nonce = Buffer.from(random.bytes(12)).toString('hex');
  const text = await signLease(signer, { ...lease, nonce, at: clock.now().toISOString() });
  return text.ok ? ok(coord.repo.writer.write('blob', `${text.value}\n`)) : text;
}
