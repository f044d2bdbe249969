/** Single paths in a checkout whose branch a record commit moved: everything else staged or dirty stays as it is. */
import type { Oid } from '../../domain/brand.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { movePath, pathState } from '../../git/worktrees.ts';
import { STATE_CHANGED } from '../errors.ts';
import type { FollowEntry, FollowStep, Kind } from '../step.ts';

type At = 'from' | 'to' | 'between' | 'other';

/** Where one path stands: index and file both at one side, one each (a kill between the two), or somewhere else. */
async function place(repo: Repo, dir: string, entry: FollowEntry): Promise<Result<At>> {
  const state = await pathState(repo, dir, entry.path);
  if (!state.ok) return state;
  const from = entry.from?.oid ?? null;
  const to = entry.to?.oid ?? null;
  const is = (want: Oid | null): boolean => state.value.index === want && state.value.file === want;
  if (is(to)) return ok('to');
  if (is(from)) return ok('from');
  const known = (value: Oid | null | 'conflict'): boolean => value === from || value === to;
  return ok(known(state.value.index) && known(state.value.file) ? 'between' : 'other');
}

export const followKind: Kind<FollowStep> = {
  async look(step, repo) {
    let todo = false;
    for (const entry of step.entries) {
      const at = await place(repo, step.dir, entry);
      if (!at.ok) return at;
      if (at.value === 'other') {
        return ok(
          fail(STATE_CHANGED, `${entry.path} has changes of its own in ${step.dir}`, [
            `git -C ${JSON.stringify(step.dir)} diff HEAD -- ${entry.path}`,
          ]).error,
        );
      }
      if (at.value !== 'to') todo = true;
    }
    return ok(todo ? 'todo' : 'done');
  },
  async act(step, repo) {
    for (const entry of step.entries) {
      const moved = await movePath(repo, step.dir, entry.path, entry.to);
      if (!moved.ok) return moved;
    }
    return ok(undefined);
  },
  undo: (step) => ({
    how: 'step',
    step: { ...step, entries: step.entries.map(({ path, from, to }) => ({ path, from: to, to: from })) },
  }),
  say: (step) =>
    step.entries.map((entry) => ({
      op: 'follow',
      summary: `${entry.to === null ? 'remove' : 'write'} ${entry.path} in the checkout`,
      path: entry.path,
    })),
};
