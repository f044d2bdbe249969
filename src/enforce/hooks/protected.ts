/** What a push by hand may do to a protected branch: create it, or bring the policy to it for the first time. */

import { quoted } from '../../domain/quote.ts';
import { ok, type Result } from '../../domain/result.ts';
import { isAncestor } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { type Basis, POLICY_FILE } from '../../store/basis.ts';
import { branchProtected } from '../rules/branch-protected.ts';
import type { Refusal } from './hook.ts';
import { ownCrq } from './own-crq.ts';
import type { PushedRef } from './push-lines.ts';

const refused = (update: PushedRef, what: string, next: readonly string[]): Refusal => ({
  rule: branchProtected.id,
  text: update.ref,
  why: `${what}. ${branchProtected.why}`,
  next,
});

/** The way that leads to a protected branch, from where the user is. */
async function wayIn(repo: Repo, basis: Basis, remote: string): Promise<readonly string[]> {
  const crq = await ownCrq(repo, basis);
  if (crq.ok && crq.value !== null) return [`gitcrq close ${crq.value}`];
  const [type = 'feature'] = basis.policy.branches.types;
  return [
    `git push ${quoted(remote)} HEAD:refs/heads/${type}/${basis.policy.crq.prefixes[0] ?? 'CRQ'}-<n>`,
    'gitcrq close',
  ];
}

/** null: the push may go on. */
export async function judgeProtected(
  repo: Repo,
  basis: Basis,
  remote: string,
  update: PushedRef,
): Promise<Result<Refusal | null>> {
  const { from, to, ref } = update;
  const name = ref.slice('refs/heads/'.length);
  if (from === null) return ok(null);
  if (to === null)
    return ok(refused(update, `${name} is protected and cannot be deleted`, ['gitcrq config get branches.protected']));
  const here = await repo.reader.info(from);
  if (here === null)
    return ok(
      refused(update, `${name} has moved on ${remote} to a commit that is not here`, [`git fetch ${quoted(remote)}`]),
    );
  const forward = await isAncestor(repo, from, to);
  if (!forward.ok) return forward;
  if (!forward.value)
    return ok(
      refused(update, `${name} is protected and would lose commits`, [
        `git fetch ${quoted(remote)}`,
        'git revert <commit>',
      ]),
    );
  // The policy of the base's old tip counts: before it is there, nothing is protected by it.
  if ((await repo.reader.info(`${from}:${POLICY_FILE}`)) === null) return ok(null);
  return ok(refused(update, `${name} is protected and takes no pushes by hand`, await wayIn(repo, basis, remote)));
}
