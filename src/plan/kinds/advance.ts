/**
 * A local ref follows what was pushed. The checkouts move first, so that a refusal leaves everything as it was; whatever
 * stands in the way, the ref stays behind and the operation goes on: `git pull` will do the same later.
 */
import type { Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import { REF_LOCKED } from '../../git/errors.ts';
import { moveRefs, readRef } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { checkedOutAt, moveCheckout } from '../../git/worktrees.ts';
import type { AdvanceStep, Kind } from '../step.ts';
import { sayRef } from './refs.ts';

interface Move {
  readonly from: Oid;
  readonly to: Oid;
}

/** Moves the checkouts that are still on the ref; true if every one of them could. Those moved before a refusal go back. */
async function moveAll(repo: Repo, { ref, dirs }: AdvanceStep, { from, to }: Move): Promise<Result<boolean>> {
  const moved: string[] = [];
  for (const dir of dirs) {
    const on = await checkedOutAt(repo, dir);
    if (!on.ok) return on;
    if (on.value?.ref !== ref) continue;
    const done = await moveCheckout(repo, dir, from, to, 'do');
    if (done.ok && done.value) moved.push(dir);
    else {
      for (const back of moved) await moveCheckout(repo, back, to, from, 'do');
      return done;
    }
  }
  return ok(true);
}

function stays(repo: Repo, ref: string, why: string): Result<void> {
  repo.ports.out.note(`${ref.replace(/^refs\/heads\//, '')} stays behind: ${why}`);
  return ok(undefined);
}

export const advanceKind: Kind<AdvanceStep> = {
  look: async (step, repo) => ok((await readRef(repo, step.ref)) === step.from ? 'todo' : 'done'),
  async act(step, repo) {
    const { ref, from, to } = step;
    const followed = from === null ? ok(true) : await moveAll(repo, step, { from, to });
    if (!followed.ok && followed.error.code !== REF_LOCKED.code) return followed;
    if (!followed.ok) return stays(repo, ref, followed.error.message);
    const moved = followed.value ? await moveRefs(repo, [{ ref, from, to }], 'gitcrq: follow') : null;
    if (moved?.ok) return moved;
    if (moved !== null && from !== null) await moveAll(repo, step, { from: to, to: from });
    return stays(repo, ref, moved === null ? 'a checkout of it has changes in the way' : moved.error.message);
  },
  // What was pushed is taken back by a new commit; local refs then advance to that.
  undo: () => ({ how: 'keep' }),
  say: ({ ref, from, to }) => [sayRef('refs', { ref, from, to })],
};
