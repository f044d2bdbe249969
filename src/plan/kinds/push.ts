/** Refs on a remote in one atomic push. Others may have built on them since: a chained ref counts as done if it did. */
import type { Oid } from '../../domain/brand.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { LOST_RACE } from '../../git/errors.ts';
import { isAncestor } from '../../git/refs.ts';
import { fetchRefs, pushRefs, remoteRefs } from '../../git/remote.ts';
import type { Repo } from '../../git/repo.ts';
import type { Kind, PushStep } from '../step.ts';
import { isAppendOnly, sayRef, sayWithin } from './refs.ts';

/** Did the remote's value grow out of `to`? Its objects are fetched to know. */
async function grewFrom(repo: Repo, remote: string, to: Oid, now: Oid, ref: string): Promise<Result<boolean>> {
  const fetched = await fetchRefs(repo, remote, [ref]);
  return fetched.ok ? isAncestor(repo, to, now) : fetched;
}

export const pushKind: Kind<PushStep> = {
  async look(step, repo) {
    const now = await remoteRefs(
      repo,
      step.remote,
      step.changes.map((change) => change.ref),
    );
    if (!now.ok) return now;
    const at = (ref: string): Oid | null => now.value.get(ref) ?? null;
    if (step.changes.every((change) => at(change.ref) === change.from)) return ok('todo');
    for (const change of step.changes) {
      const there = at(change.ref);
      if (there === change.to) continue;
      const grew =
        there !== null && change.to !== null
          ? await grewFrom(repo, step.remote, change.to, there, change.ref)
          : ok(false);
      if (!grew.ok) return grew;
      // Others push at any moment: between planning and here it is the same race as during the push.
      if (!grew.value)
        return ok(fail(LOST_RACE, `${change.ref} moved on ${step.remote}`, ['git fetch', 'gitcrq status']).error);
    }
    return ok('done');
  },
  act: (step, repo) =>
    step.guard === undefined
      ? pushRefs(repo, step.remote, step.changes)
      : pushRefs(repo, step.remote, [...step.changes, ...step.guard.changes], {
          GIT_ALTERNATE_OBJECT_DIRECTORIES: step.guard.objects,
        }),
  undo(step) {
    const changes = step.changes.filter((change) => !isAppendOnly(change.ref));
    return changes.length === 0 ? { how: 'keep' } : { how: 'forward', remote: step.remote, changes };
  },
  say: (step) => [
    ...step.changes.map((change) => sayRef('push', change, ` on ${step.remote}`)),
    ...sayWithin('push', step.within),
  ],
};
