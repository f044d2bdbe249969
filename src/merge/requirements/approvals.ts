/** People whom the target trusts with it must have approved the branch as it is: as many as the policy wants. */
import type { Standing } from '../../coord/review-holds.ts';
import { voices } from '../../coord/review-voices.ts';
import { isOpen, trustNow } from '../../coord/trust.ts';
import { ok } from '../../domain/result.ts';
import type { Approvals } from '../../enforce/approved-code.ts';
import { type Answer, met, missing, notApplicable } from '../requirement.ts';

const counted = (count: number): string => `${count} approval${count === 1 ? '' : 's'}`;

/** Approvals that were given and do not count, each with the reason. */
const others = ({ all }: Approvals, given: readonly Standing[]): readonly string[] =>
  all
    .filter((one) => !given.includes(one))
    .map(({ signer, review, why }) => {
      const reason = why === '' ? 'the same person approved already' : why;
      return `that of ${signer ?? review.by} does not count: ${reason}`;
    });

/** While everybody may, a name is proved by nothing but a key that the list has. */
function open(given: readonly Standing[]): string {
  const unproven = given.some(({ signer }) => signer === null)
    ? ', and a name without a key in the list is unproven'
    : '';
  return `; nobody holds the right to approve, so everybody may${unproven}`;
}

export const approvals: Answer = async (at) => {
  const { id, basis } = at.entry;
  const wanted = basis.policy.merge.approvals;
  if (wanted === 0) return ok(notApplicable('the policy asks for none (merge.approvals)'));
  const found = await at.approvals();
  if (!found.ok) return found;
  const given = voices(found.value.all);
  if (given.length >= wanted) {
    const more = isOpen(trustNow(basis), 'approve') ? open(given) : '';
    return ok(met(`approved by ${given.map(({ signer, review }) => signer ?? review.by).join(', ')}${more}`));
  }
  if (found.value.unasked)
    return ok(missing(`${basis.remote} cannot be asked for its reviews; git ls-remote ${basis.remote}`));
  const told = [`${given.length} of ${counted(wanted)}`, ...others(found.value, given), `gitcrq approve ${id}`];
  return ok(missing(told.join('; ')));
};
