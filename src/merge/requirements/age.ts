/** A branch lies still for a while before it lands: since its last commit, and since it asked to land. */
import { parseDuration } from '../../domain/duration.ts';
import { ok } from '../../domain/result.ts';
import { readCommit } from '../../git/commit.ts';
import { sayTime, timeOf } from '../clock.ts';
import { type Answer, met, missing } from '../requirement.ts';

export const age: Answer = async (at, { min = '0s' }) => {
  const { id, branch, head, asked_s } = at.entry;
  const last_s = (await readCommit(at.repo, head))?.committed_s ?? 0;
  const since_ms = Math.max(last_s, asked_s ?? 0) * 1000;
  const ready_ms = since_ms + (parseDuration(min) ?? 0) * 1000;
  const now_ms = await timeOf(at);
  if (typeof now_ms === 'string') return ok(missing(now_ms));
  if (now_ms >= ready_ms) return ok(met(`${branch} stands still since ${sayTime(since_ms)}`));
  return ok(
    missing(
      `${branch} stands still since ${sayTime(since_ms)}, and ${min} are asked for; from ${sayTime(ready_ms)} on: gitcrq merge ${id}`,
    ),
  );
};
