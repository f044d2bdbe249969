/** Waits for the end of a run, by its files alone: whoever waits may be another process, or another day's. */
import type { Ports } from '../../sys/ports.ts';
import type { Run, Standing } from './job.ts';
import { standingOf } from './standing.ts';

const FIRST_MS = 5;
const MOST_MS = 250;

/** Its standing once it is over, or when the time is. `seen` is called at each look. */
export async function awaitRun(
  ports: Ports,
  { job, dir }: Pick<Run, 'job' | 'dir'>,
  { most_ms = Infinity, seen }: { readonly most_ms?: number; readonly seen?: () => void } = {},
): Promise<Standing> {
  const until_ms = ports.clock.monotonic_ms() + most_ms;
  for (let pause_ms = FIRST_MS; ; pause_ms = Math.min(MOST_MS, pause_ms * 1.5)) {
    const standing = standingOf(ports, dir, job);
    seen?.();
    const left_ms = until_ms - ports.clock.monotonic_ms();
    if (standing.state !== 'started' || left_ms <= 0) return standing;
    await ports.clock.sleep(Math.min(pause_ms, left_ms));
  }
}

/** Waits until its wrapper has begun; false if that did not happen in this time. */
export async function awaitStart(
  ports: Ports,
  { job, dir }: Pick<Run, 'job' | 'dir'>,
  most_ms: number,
): Promise<boolean> {
  const until_ms = ports.clock.monotonic_ms() + most_ms;
  for (;;) {
    const { pid, state } = standingOf(ports, dir, job);
    if (pid !== null || state === 'done') return true;
    if (ports.clock.monotonic_ms() >= until_ms) return false;
    await ports.clock.sleep(FIRST_MS);
  }
}
