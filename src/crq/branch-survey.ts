/** What is known of many branches at once: their own commits, how far behind they are, whether they are landed, their age. */

import { queueEvents } from '../coord/queue-log.ts';
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { parseCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import type { Ground, Head, Landed } from './landed/ground.ts';
import { landedOn, readGround } from './landed.ts';
import { eachByBase } from './own-base.ts';

export interface Surveyed {
  readonly head: Head;
  /** Commits that the base does not have. */
  readonly own: readonly Oid[];
  /** Number of commits that the base has and the branch has not. */
  readonly behind: number;
  readonly landed: Landed | null;
  /** Committer time of the tip, seconds since 1970. */
  readonly committed_s: number;
}

/** In the order of the heads, each beside the base of its request. */
export const survey = (repo: Repo, basis: Basis, heads: readonly Head[]): Promise<Result<readonly Surveyed[]>> =>
  eachByBase(repo, basis, heads, (own, some) => surveyOn(repo, own, some));

async function surveyOn(repo: Repo, basis: Basis, heads: readonly Head[]): Promise<Result<readonly Surveyed[]>> {
  const times: number[] = [];
  const [read, events] = await Promise.all([
    readGround(repo, basis, heads),
    queueEvents(repo, basis),
    repo.reader.readEach(
      heads.map(({ tip }) => tip),
      (object, n) => {
        times[n] = object?.type === 'commit' ? parseCommit(object.bytes).committed_s : 0;
      },
    ),
  ]);
  if (!read.ok) return read;
  const ground = read.value;
  const landed = ground === null ? ok(heads.map(() => null)) : await landedOn(ground, heads, events);
  if (!landed.ok) return landed;
  const rows: Surveyed[] = [];
  for (const [n, head] of heads.entries()) {
    const behind = ground === null ? ok(0) : await behindOf(ground, head.tip);
    if (!behind.ok) return behind;
    rows.push({
      head,
      own: ground?.beyond.get(head.tip)?.own ?? [],
      behind: behind.value,
      landed: landed.value[n] ?? null,
      committed_s: times[n] ?? 0,
    });
  }
  return ok(rows);
}

/** git counts where a branch has taken in the base by a merge, or where there is only one branch to ask about. */
async function behindOf({ repo, base, beyond, line }: Ground, tip: Oid): Promise<Result<number>> {
  const apart = beyond.get(tip);
  const left = apart === undefined || apart.merged ? null : apart.own.length === 0 ? tip : apart.fork;
  const known = left === null ? null : line.after(left);
  if (known !== null) return ok(known);
  const text = await repo.output('counting commits', ['rev-list', '--count', base, `^${tip}`]);
  return text.ok ? ok(Number(text.value.trim())) : text;
}
