/** `close --wait`: what could not land at once is tried again when something changes, until it lands or the time is over. */
import type { Result } from '../domain/result.ts';
import { timedRequirements } from '../merge/judge.ts';
import type { Pass } from '../merge/land.ts';
import { watchQueue } from '../merge/watch.ts';
import { rest } from '../sys/watch.ts';
import { inAdopted } from './clone.ts';
import { onePass } from './pass.ts';
import { refsNow, tried } from './watch.ts';
import type { Wired } from './wire.ts';

const LOOK_MS = 2000;

/** The last pass that was made. Fails as a pass does. */
export async function landWithin(ports: Wired, id: string, wait_s: number): Promise<Result<Pass | null>> {
  const until_ms = ports.clock.monotonic_ms() + wait_s * 1000;
  const left_ms = (): number => until_ms - ports.clock.monotonic_ms();
  let last: Pass | null = null;
  const done = await watchQueue({
    interval_ms: LOOK_MS,
    look: () => tried(() => inAdopted(ports, ({ repo, basis }) => refsNow(repo, basis))),
    pass: () => tried(() => onePass(ports, { ids: [id], all: false, dryRun: false })),
    timed: () => inAdopted(ports, ({ basis }) => Promise.resolve({ ok: true, value: timedRequirements(basis.policy) })),
    tell(pass) {
      last = pass;
      return Promise.resolve();
    },
    note: (text) => ports.out.note(text),
    wait: (ms) => rest(Math.max(0, Math.min(ms, left_ms())), []),
    stopped: () => (last !== null && last.landed.length > 0) || left_ms() <= 0,
    now_ms: () => ports.clock.monotonic_ms(),
  });
  return done.ok ? { ok: true, value: last } : done;
}
