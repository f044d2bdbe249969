/** A linked worktree for a branch; removed again only while it is clean (git refuses otherwise). */
import { fail, ok } from '../../domain/result.ts';
import { branchRef } from '../../git/refs.ts';
import { complaint } from '../../git/run.ts';
import { listWorktrees } from '../../git/worktrees.ts';
import { CHECKOUT_REFUSED, STATE_CHANGED } from '../errors.ts';
import type { Kind, WorktreeStep } from '../step.ts';

const WORDS: Readonly<Record<WorktreeStep['op'], readonly string[]>> = {
  add: ['add', '--quiet'],
  remove: ['remove'],
  // Twice --force: also where it is locked.
  discard: ['remove', '--force', '--force'],
};

export const worktreeKind: Kind<WorktreeStep> = {
  async look(step, repo) {
    const all = await listWorktrees(repo);
    if (!all.ok) return all;
    const there = all.value.find((tree) => tree.dir === step.dir);
    if (there === undefined) return ok(step.op === 'add' ? 'todo' : 'done');
    if (step.op !== 'add') return ok('todo');
    if (there.ref === branchRef(step.branch) && repo.ports.files.stat(step.dir) !== null) return ok('done');
    return ok(
      fail(STATE_CHANGED, `${step.dir} is a worktree of ${there.ref ?? 'no branch'} already`, ['git worktree list'])
        .error,
    );
  },
  async act(step, repo) {
    const run = await repo.git(['worktree', ...WORDS[step.op], step.dir, ...(step.op === 'add' ? [step.branch] : [])]);
    if (!run.ok) return run;
    return run.value.code === 0 ? ok(undefined) : fail(CHECKOUT_REFUSED, complaint(run.value), ['git worktree list']);
  },
  undo: (step) =>
    step.op === 'discard'
      ? { how: 'keep' }
      : { how: 'step', step: { ...step, op: step.op === 'add' ? 'remove' : 'add' } },
  say: (step) => [
    {
      op: 'worktree',
      summary: `${step.op} worktree ${step.dir}${step.op === 'discard' ? '' : ` for ${step.branch}`}`,
      path: step.dir,
    },
  ],
};
