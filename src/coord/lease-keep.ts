/**
 * Keeps leases while something runs: renews them at a third of their time, and gives them up at two thirds of it if no
 * renewal was confirmed. Time counts from the beginning of the last push that succeeded, also while this process was
 * stopped or the machine slept, so that the holder ends before anybody else may begin.
 */
import type { Result } from '../domain/result.ts';
import { LEASE_LOST } from './errors.ts';
import type { Written } from './lease-decide.ts';
import type { Desk } from './lease-desk.ts';
import { renew } from './lease-renew.ts';

export interface Keeping {
  /** Resolves with the reason if the leases are lost. */
  readonly lost: Promise<string>;
  /** Looks at the clock now: are they lost? */
  check(): boolean;
  /** Renews no more; resolves when no push is under way, or none is waited for any longer. */
  stop(): Promise<void>;
}

const LONGEST_TICK_MS = 1000;
/** At the end a remote that hangs is waited for no longer; a renewal that comes later finds the lease released. */
const PATIENCE_MS = 5000;
/** A failed renewal is tried again this often within the time that is left. */
const TRIES_LEFT = 5;

export interface Kept {
  readonly leases: readonly Written[];
  /** When the push that gave them began, by the clock of the boot. */
  readonly begun_ms: number;
  /** After each renewal. */
  renewed(leases: readonly Written[]): Promise<void>;
}

export function keep(desk: Desk, { leases, begun_ms, renewed }: Kept): Keeping {
  const { clock } = desk.coord.repo.ports;
  const ttl_ms = Math.min(...leases.map(({ lease }) => lease.ttl_s)) * 1000;
  const end_ms = (2 * ttl_ms) / 3;
  let [held, sure_ms, next_ms] = [leases, begun_ms, begun_ms + ttl_ms / 3];
  let [ended, pushing]: [boolean, Promise<void> | null] = [false, null];
  let tell: (why: string) => void = () => {};
  const lost = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const giveUp = (why: string): void => {
    if (!ended) tell(why);
    ended = true;
  };
  const check = (): boolean => {
    const since_ms = clock.boot_ms() - sure_ms;
    if (since_ms >= end_ms) giveUp(`no renewal was confirmed for ${Math.floor(since_ms / 1000)} s`);
    return ended;
  };
  const settle = async (got: Result<readonly Written[]>, from_ms: number): Promise<void> => {
    if (got.ok) {
      [held, sure_ms, next_ms] = [got.value, from_ms, from_ms + ttl_ms / 3];
      await renewed(held);
    } else if (got.error.code === LEASE_LOST.code) giveUp(got.error.message);
    else next_ms = clock.boot_ms() + end_ms / 2 / TRIES_LEFT;
  };
  const tick = async (): Promise<void> => {
    while (!check()) {
      const now_ms = clock.boot_ms();
      if (pushing === null && now_ms >= next_ms)
        pushing = renew(desk, held)
          .then((got) => settle(got, now_ms))
          .finally(() => {
            pushing = null;
          });
      await clock.sleep(Math.min(LONGEST_TICK_MS, ttl_ms / 30), true);
    }
  };
  void tick();
  return {
    lost,
    check,
    async stop() {
      ended = true;
      const until_ms = Math.min(clock.boot_ms() + PATIENCE_MS, sure_ms + end_ms);
      while (pushing !== null && clock.boot_ms() < until_ms) await clock.sleep(20);
    },
  };
}
