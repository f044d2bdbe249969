/** What every use of leases needs: where they hang, who asks, whose leases count, and how long others are waited for. */
import type { Oid } from '../domain/brand.ts';
import type { Holder, Lease } from '../domain/lease.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { LOST_RACE } from '../git/errors.ts';
import type { Signer } from './agent-key.ts';
import type { CoordRepo } from './coord-repo.ts';
import type { Board } from './lease-board.ts';
import { signLease } from './lease-document.ts';
import type { KeyId } from './public-key.ts';

export interface Desk {
  readonly coord: CoordRepo;
  readonly board: Board;
  readonly who: Holder;
  /** Inside the command of a lease, or a run: the sessions that hold leases for it, whose leases are ours as well. */
  readonly within: readonly string[];
  readonly signer: Signer;
  /** The keys whose leases count; null: every signed lease does. */
  readonly trusted: ReadonlySet<KeyId> | null;
  /** Waited beyond a lease's own time, for clocks that run unlike. */
  readonly margin_s: number;
}

/** Is it held by who asks? Somebody else's signature under the same name is somebody else. */
export const isOwn = ({ who, within, signer }: Desk, { holder, session }: Holder, by: KeyId): boolean =>
  by === signer.key.id && holder === who.holder && (session === who.session || within.includes(session));

/** Refs as they were, and when that was asked for, by the clock of the boot. */
export interface Looked {
  readonly refs: ReadonlyMap<string, Oid>;
  readonly asked_ms: number;
}

const MOST_TRIES = 50;

/** Those whose content is not here and was not asked for as it stands. */
async function unread(
  coord: CoordRepo,
  refs: ReadonlyMap<string, Oid>,
  asked: ReadonlyMap<string, Oid>,
): Promise<readonly (readonly [string, Oid])[]> {
  const missing: (readonly [string, Oid])[] = [];
  for (const [ref, oid] of refs)
    if (asked.get(ref) !== oid && (await coord.blob(oid)) === null) missing.push([ref, oid]);
  return missing;
}

/**
 * What is on the board now, with the content of the refs that `wanted` picks brought here. A ref may move between being
 * listed and being fetched; then it is listed again, since a lease that was not read must not look like none. What is
 * still not here after it was fetched cannot be read by anybody.
 */
export async function look(
  { board, coord }: Desk,
  refs?: readonly string[],
  wanted: (ref: string) => boolean = () => true,
): Promise<Result<Looked>> {
  const asked = new Map<string, Oid>();
  for (let attempt = 1; ; attempt++) {
    const asked_ms = coord.repo.ports.clock.boot_ms();
    const found = await board.list(refs);
    if (!found.ok) return found;
    const missing = await unread(coord, new Map([...found.value].filter(([ref]) => wanted(ref))), asked);
    const [first] = missing;
    if (first === undefined) return ok({ refs: found.value, asked_ms });
    if (attempt === MOST_TRIES)
      return fail(LOST_RACE, `${first[0]} moves faster than it can be read`, ['gitcrq coord leases']);
    const brought = await board.fetch(missing.map(([ref]) => ref));
    if (!brought.ok && attempt > 2) return brought;
    if (brought.ok) for (const [ref, oid] of missing) asked.set(ref, oid);
  }
}

/** Writes a lease as an object that nobody sees yet. */
export async function write({ coord, signer }: Desk, lease: Omit<Lease, 'nonce' | 'at'>): Promise<Result<Oid>> {
  const { random, clock } = coord.repo.ports;
  const nonce = Buffer.from(random.bytes(12)).toString('hex');
  const text = await signLease(signer, { ...lease, nonce, at: clock.now().toISOString() });
  return text.ok ? ok(coord.repo.writer.write('blob', `${text.value}\n`)) : text;
}
