/** A whole checkout follows its branch by a two-tree merge: unrelated edits stay, and doing it twice does no harm. */
import { fail, ok } from '../../domain/result.ts';
import { checkedOutAt, moveCheckout } from '../../git/worktrees.ts';
import { CHECKOUT_REFUSED } from '../errors.ts';
import type { CheckoutStep, Kind } from '../step.ts';

export const checkoutKind: Kind<CheckoutStep> = {
  async look(step, repo) {
    const on = await checkedOutAt(repo, step.dir);
    if (!on.ok) return on;
    // Whoever switched this checkout away, or committed in it since, has left the step behind.
    if (on.value?.ref !== step.ref || (on.value.oid !== step.from && on.value.oid !== step.to)) return ok('done');
    const tree = await repo.git(['diff-index', '--cached', '--quiet', step.to, '--'], { cwd: step.dir });
    if (!tree.ok) return tree;
    return ok(tree.value.code === 0 ? 'done' : 'todo');
  },
  async act(step, repo) {
    const moved = await moveCheckout(repo, step.dir, step.from, step.to, 'do');
    if (!moved.ok) return moved;
    if (moved.value) return ok(undefined);
    return fail(CHECKOUT_REFUSED, `${step.dir} has changes that the update would overwrite`, [
      `git -C ${JSON.stringify(step.dir)} status`,
    ]);
  },
  undo: (step) => ({ how: 'step', step: { ...step, from: step.to, to: step.from } }),
  say: (step) => [
    {
      op: 'checkout',
      summary: `bring ${step.dir} to its branch's new commit`,
      path: step.dir,
      old: step.from,
      new: step.to,
    },
  ],
};
