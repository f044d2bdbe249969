/** Undo of one command in a clone of its own: all is as before. */
import { expect } from 'vitest';
import { refuses } from '../cli/refusals.ts';
import { answer } from '../cli/run.ts';
import { fsck, leftovers, stateOf } from '../state.ts';
import { type Change, run, situation } from './changes.ts';

/** Numbers are never given again, and the log of the queue tells of a landing and of its end. */
export const CHAINED = /^refs\/gitcrq\//;

export function undoneAlone(change: Change): void {
  const at = situation(change, { remote: false });
  const old = stateOf(at, CHAINED);
  run(at, change.argv);
  const { worktrees, ...now } = stateOf(at, CHAINED);
  expect({ ...now, worktrees: old['worktrees'] }, 'the command changed something').not.toEqual(old);
  answer(at, ['undo']);
  // A landing keeps the worktree it tests in.
  expect(stateOf(at, CHAINED)).toEqual({
    ...old,
    ...(change.lands === true ? { worktrees: expect.any(Number) } : {}),
  });
  expect([leftovers(at), fsck(at)]).toEqual([[], '']);
  refuses(at, ['resume'], { exit: 4, code: 'NOTHING_TO_RESUME' });
}
