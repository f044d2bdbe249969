/**
 * A turn: a lease that somebody holds for as long as a piece of work lasts, and that moves, with a new nonce, in every push
 * of that work. Whoever lost the lease, even while it slept, writes nothing: the remote compares the lease's ref with what
 * the holder last put there. A lease pushed as it stands would send no command, and so prove nothing.
 */
import { join } from 'node:path';
import { DEFAULT_PRIORITY, type Lease, type LeaseKey } from '../domain/lease.ts';
import { ok, type Result } from '../domain/result.ts';
import type { PushGuard } from '../plan/step.ts';
import type { Acquired } from './lease-acquire.ts';
import type { Written } from './lease-decide.ts';
import type { Desk } from './lease-desk.ts';
import { type Keeping, keep } from './lease-keep.ts';
import { remember } from './lease-memory.ts';
import { release } from './lease-release.ts';
import { caughtUp, rewritten } from './lease-renew.ts';
import { acquireWaiting, type Patience } from './lease-wait.ts';

export interface Turn {
  /** What has to move in the next push. Nothing renews the lease until `settled` is called. Fails: LEASE_LOST. */
  guard(): Promise<Result<PushGuard>>;
  /** `pushed`: the guard went through. */
  settled(pushed: boolean): void;
  /** Gives the lease back; where that fails, it expires. */
  end(): Promise<void>;
}

export type Taken =
  | { readonly kind: 'held'; readonly turn: Turn; readonly waited: boolean }
  | { readonly kind: 'busy'; readonly by: Lease };

type Held = Extract<Acquired, { kind: 'held' }>;

class LeasedTurn implements Turn {
  readonly #desk: Desk;
  #leases: readonly Written[];
  #keeping: Keeping;
  #next: { readonly leases: readonly Written[]; readonly begun_ms: number } | null = null;
  /** A push was made, and nobody knows whether it moved the lease. */
  #unsure = false;

  constructor(desk: Desk, { leases, begun_ms }: Held) {
    this.#desk = desk;
    this.#leases = leases;
    this.#keeping = this.#keep(begun_ms);
  }

  #keep(begun_ms: number): Keeping {
    return keep(this.#desk, {
      leases: this.#leases,
      begun_ms,
      renewed: (leases) => {
        this.#leases = leases;
      },
    });
  }

  async guard(): Promise<Result<PushGuard>> {
    await this.#keeping.stop();
    const now = this.#unsure || this.#next !== null ? await caughtUp(this.#desk, this.#leases) : ok(this.#leases);
    if (!now.ok) return now;
    this.#leases = now.value;
    const { coord } = this.#desk;
    const next = await rewritten(this.#desk, this.#leases);
    if (!next.ok) return next;
    this.#next = { leases: next.value, begun_ms: coord.repo.ports.clock.boot_ms() };
    return ok({
      changes: next.value.map(({ ref, from, to }) => ({ ref, from, to })),
      objects: join(coord.dir, 'objects'),
    });
  }

  settled(pushed: boolean): void {
    const next = this.#next;
    if (next === null) return;
    this.#next = null;
    this.#unsure = !pushed;
    if (pushed) {
      this.#leases = next.leases;
      for (const { ref, to, lease } of next.leases) remember(this.#desk.coord, ref, to, lease.token);
    }
    this.#keeping = this.#keep(next.begun_ms);
  }

  async end(): Promise<void> {
    await this.#keeping.stop();
    const { out } = this.#desk.coord.repo.ports;
    const keys = this.#leases.map(({ lease: { type, key } }) => ({ type, key }));
    const done = await release(this.#desk, keys);
    if (!done.ok) out.verbose(done.error.message);
  }
}

/** Waits for whoever has the turn. Fails as acquiring does, where nothing can be leased. */
export async function takeTurn(
  desk: Desk,
  key: LeaseKey,
  ttl_s: number,
  { waiting, ...patience }: Patience,
): Promise<Result<Taken>> {
  let waited = false;
  const got = await acquireWaiting(
    desk,
    { keys: [key], ttl_s, priority: DEFAULT_PRIORITY },
    {
      ...patience,
      waiting(blocked) {
        waited = true;
        waiting?.(blocked);
      },
    },
  );
  if (!got.ok) return got;
  if (got.value.kind === 'refused') return ok({ kind: 'busy', by: got.value.blocked.by });
  return ok({ kind: 'held', turn: new LeasedTurn(desk, got.value), waited });
}
