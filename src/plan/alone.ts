/**
 * One change at a time in a clone and its worktrees: a plan that was made while another one is half carried out would
 * take what it sees of that for somebody's own work.
 */
import { join } from 'node:path';
import type { Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { lock } from '../sys/lock.ts';

/** Longer than a push should take; whoever waits longer is told for whom. */
const WAIT_MS = 60_000;

/** Waits for every other change of this clone, then runs `use`. Fails LOCK_HELD. */
export async function alone<T>(repo: Repo, use: () => Promise<Result<T>>): Promise<Result<T>> {
  const taken = await lock(repo.ports, join(repo.commonDir, 'gitcrq', 'change.lock'), WAIT_MS);
  if (!taken.ok) return taken;
  try {
    return await use();
  } finally {
    taken.value.release();
  }
}
