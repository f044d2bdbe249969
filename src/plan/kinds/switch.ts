/** Which branch a checkout is on. */
import { isOid } from '../../domain/brand.ts';
import { fail, ok } from '../../domain/result.ts';
import { branchRef } from '../../git/refs.ts';
import { complaint } from '../../git/run.ts';
import { CHECKOUT_REFUSED, STATE_CHANGED } from '../errors.ts';
import type { Kind, SwitchStep } from '../step.ts';

export const switchKind: Kind<SwitchStep> = {
  async look(step, repo) {
    const head = await repo.git(['symbolic-ref', '-q', 'HEAD'], { cwd: step.dir });
    if (!head.ok) return head;
    const detached = head.value.code !== 0;
    const name = head.value.stdout.toString('utf8').trim();
    if (isOid(step.to) ? detached : name === branchRef(step.to)) return ok('done');
    if (isOid(step.from) ? detached : name === branchRef(step.from)) return ok('todo');
    return ok(fail(STATE_CHANGED, `${step.dir} is on ${detached ? 'no branch' : name} now`, ['git status']).error);
  },
  async act(step, repo) {
    const to = isOid(step.to) ? ['--detach', step.to] : [step.to];
    const run = await repo.git(['switch', '--quiet', ...to], { cwd: step.dir });
    if (!run.ok) return run;
    if (run.value.code === 0) return ok(undefined);
    return fail(CHECKOUT_REFUSED, `git switch ${step.to}: ${complaint(run.value)}`, ['git status', 'git stash']);
  },
  undo: (step) => ({ how: 'step', step: { ...step, from: step.to, to: step.from } }),
  say: (step) => [{ op: 'switch', summary: `switch to ${step.to}`, old: step.from, new: step.to }],
};
