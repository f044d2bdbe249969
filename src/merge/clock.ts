/** What time it is for requirements that ask: by this machine's clock, and only while nothing speaks against it. */
import { readCommit } from '../git/commit.ts';
import type { Case } from './requirement.ts';

/** Clocks of two machines may differ by this much. */
export const SLACK_MS = 5 * 60_000;

/** RFC 3339 in UTC, without what nobody reads. */
export const sayTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Milliseconds since 1970; or why they cannot be believed: a clock that was set back would end or begin a freeze. */
export async function timeOf({ repo, entry }: Case): Promise<number | string> {
  const now_ms = repo.ports.clock.now().getTime();
  const tip_ms = ((await readCommit(repo, entry.tip))?.committed_s ?? 0) * 1000;
  if (now_ms + SLACK_MS >= tip_ms) return now_ms;
  return `the clock here says ${sayTime(now_ms)}, and ${entry.basis.base} was at ${entry.tip.slice(0, 12)} only at ${sayTime(tip_ms)}; set the clock: date -u`;
}
