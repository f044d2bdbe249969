/** People whom the target trusts with it must have approved the branch as it is: as many as the policy wants. */
import { voices } from '../../coord/review-holds.ts';
import { isOpen, trustNow } from '../../coord/trust.ts';
import { ok } from '../../domain/result.ts';
import type { Approvals } from '../../enforce/approved-code.ts';
import { type Answer, met, missing, notApplicable } from '../requirement.ts';

const counted = (count: number): string => `${count} approval${count === 1 ? '' : 's'}`;

/** Approvals that were given and do not count, each with the reason. */
const others = ({ all }: Approvals): readonly string[] =>
  all
    .filter(({ state }) => state !== 'holds')
    .map(({ signer, review, why }) => `that of ${signer ?? review.by} does not count: ${why}`);

export const approvals: Answer = async (at) => {
  const { id, basis } = at.entry;
  const wanted = basis.policy.merge.approvals;
  if (wanted === 0) return ok(notApplicable('the policy asks for none (merge.approvals)'));
  const found = await at.approvals();
  if (!found.ok) return found;
  const given = voices(found.value.all);
  if (given.length >= wanted) {
    const open = isOpen(trustNow(basis), 'approve') ? '; nobody holds the right to approve, so everybody may' : '';
    return ok(met(`approved by ${given.map(({ signer, review }) => signer ?? review.by).join(', ')}${open}`));
  }
  if (found.value.unasked)
    return ok(missing(`${basis.remote} cannot be asked for its reviews; git ls-remote ${basis.remote}`));
  const told = [`${given.length} of ${counted(wanted)}`, ...others(found.value), `gitcrq approve ${id}`];
  return ok(missing(told.join('; ')));
};
