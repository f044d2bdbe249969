/** People whom the target trusts with it must have approved the branch as it is: as many as the policy wants. */
import type { Standing } from '../../coord/review-holds.ts';
import { voices } from '../../coord/review-voices.ts';
import { isOpen, trustNow } from '../../coord/trust.ts';
import { crqPath } from '../../domain/crq.ts';
import { matches } from '../../domain/glob.ts';
import { ok, type Result } from '../../domain/result.ts';
import { DEFAULT_TEMPLATE } from '../../domain/template.ts';
import type { Approvals } from '../../enforce/approved-code.ts';
import { type Answer, type Case, met, missing, notApplicable } from '../requirement.ts';
import { requestOf } from '../waiting.ts';

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

/** Is it a standard change? Else why its word for it does not count, or false where it does not say so. */
async function approvedBefore({ entry, paths }: Case): Promise<Result<boolean | string>> {
  const { basis } = entry;
  const crq = requestOf(entry);
  if (crq?.class !== 'standard') return ok(false);
  const { standard, directory } = basis.policy.crq;
  const named = standard.filter(({ template }) => template === crq.template);
  if (named.length === 0)
    return ok(`class standard does not count: crq.standard names no template ${crq.template ?? DEFAULT_TEMPLATE}`);
  const changed = await paths();
  if (!changed.ok) return changed;
  const globs = named.flatMap((one) => one.paths);
  const own = (path: string): boolean =>
    path === crqPath(directory, crq.id) || path.startsWith(`${directory}/${crq.id}/`);
  const outside = changed.value.find((path) => !own(path) && !globs.some((glob) => matches(glob, path)));
  return ok(outside === undefined ? true : `class standard does not count: crq.standard does not name ${outside}`);
}

export const approvals: Answer = async (at) => {
  const { id, basis } = at.entry;
  const wanted = basis.policy.merge.approvals;
  if (wanted === 0) return ok(notApplicable('the policy asks for none (merge.approvals)'));
  const standard = await approvedBefore(at);
  if (!standard.ok) return standard;
  if (standard.value === true) return ok(notApplicable(`${id} is a standard change (crq.standard)`));
  const found = await at.approvals();
  if (!found.ok) return found;
  const given = voices(found.value.all);
  if (given.length >= wanted) {
    const more = isOpen(trustNow(basis), 'approve') ? open(given) : '';
    return ok(met(`approved by ${given.map(({ signer, review }) => signer ?? review.by).join(', ')}${more}`));
  }
  if (found.value.unasked)
    return ok(missing(`${basis.remote} cannot be asked for its reviews; git ls-remote ${basis.remote}`));
  const unheard = standard.value === false ? [] : [standard.value];
  const told = [
    `${given.length} of ${counted(wanted)}`,
    ...unheard,
    ...others(found.value, given),
    `gitcrq approve ${id}`,
  ];
  return ok(missing(told.join('; ')));
};
