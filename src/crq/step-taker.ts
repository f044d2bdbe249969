/** May whoever makes this commit take the step? Judged on the commit itself, as `check` will judge it. */
import { signedRights } from '../coord/commit-signature.ts';
import type { Oid } from '../domain/brand.ts';
import type { Crq } from '../domain/crq.ts';
import { type Transition, takersOf } from '../domain/lifecycle.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { asksForRight, mayTake, takersText } from '../domain/step-taker.ts';
import { identity } from '../git/config.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { STEP_NOT_YOURS } from './errors.ts';

export async function checkTaker(
  repo: Repo,
  basis: Basis,
  { id, owner }: Crq,
  step: Transition,
  { oid }: { readonly oid: Oid },
): Promise<Result<void>> {
  const { workflow } = basis.policy.crq;
  const takers = takersOf(workflow, step);
  if (takers === null) return ok(undefined);
  const author = await identity(repo, 'AUTHOR');
  if (!author.ok) return author;
  const signed = asksForRight(workflow, [step]);
  const rights = signed ? await signedRights(repo, basis, oid) : [];
  if (mayTake(workflow, step, { author: author.value.email, owner, rights })) return ok(undefined);
  return fail(
    STEP_NOT_YOURS,
    `${id} from ${step.from} to ${step.to} is for ${takersText(takers)}; you are ${author.value.email}`,
    signed
      ? ['git config gpg.format ssh && git config commit.gpgsign true', 'gitcrq trust list']
      : [`gitcrq crq show ${id}`, `gitcrq config get crq.workflow`],
  );
}
