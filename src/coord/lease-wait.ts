/** Acquiring leases that somebody else may hold for a while: asked again and again, less and less often. */
import { inline } from '../domain/printable.ts';
import type { Result } from '../domain/result.ts';
import { type Acquired, acquire } from './lease-acquire.ts';
import { ask } from './lease-ask.ts';
import type { Blocked, Wanted } from './lease-decide.ts';
import type { Desk } from './lease-desk.ts';

export interface Patience {
  readonly wait_ms: number;
  /** From one try to the next: at first, and at most. */
  readonly poll_ms?: number;
  readonly most_poll_ms?: number;
  /** Called once, when it turns out that there is somebody to wait for. */
  readonly waiting?: (blocked: Blocked) => void;
}

async function askToYield(desk: Desk, blocked: Blocked, priority: number): Promise<void> {
  const { out } = desk.coord.repo.ports;
  if (await ask(desk, blocked, priority)) out.note(`asked ${blocked.by.holder} to yield ${inline(blocked.by.key)}`);
}

/** Tries again until nobody is in the way, or the wait is over. A holder of lower priority is asked once to yield. */
export async function acquireWaiting(
  desk: Desk,
  wanted: Wanted,
  { wait_ms, poll_ms: first_ms = 500, most_poll_ms = 5000, waiting }: Patience,
): Promise<Result<Acquired>> {
  const { clock, random } = desk.coord.repo.ports;
  const until = clock.monotonic_ms() + wait_ms;
  let asked: number | null = null;
  let told = false;
  for (let poll_ms = first_ms; ; poll_ms = Math.min(2 * poll_ms, most_poll_ms)) {
    const got = await acquire(desk, wanted);
    if (got.ok && got.value.kind === 'refused' && wanted.priority > got.value.blocked.by.priority) {
      const { blocked } = got.value;
      if (asked !== blocked.by.token) await askToYield(desk, blocked, wanted.priority);
      asked = blocked.by.token;
    }
    const left_ms = until - clock.monotonic_ms();
    if (!got.ok || got.value.kind === 'held' || left_ms <= 0) return got;
    const { blocked } = got.value;
    if (!told) waiting?.(blocked);
    told = true;
    const next_ms = Math.min(poll_ms, blocked.expires_in_s * 1000 + 50, left_ms);
    await clock.sleep(next_ms / 2 + random.int(Math.max(1, Math.ceil(next_ms / 2))));
  }
}
