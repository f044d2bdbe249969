/** Some paths have owners, and a change of them needs the approval of theirs, beside how many approvals there are. */
import type { Standing } from '../../coord/review-holds.ts';
import { voices } from '../../coord/review-voices.ts';
import { matches } from '../../domain/glob.ts';
import type { Ownership } from '../../domain/policy.ts';
import { ok } from '../../domain/result.ts';
import { type Answer, met, missing, notApplicable } from '../requirement.ts';

/** A name is that of a key in the trust list, which proves it; an address is what the approver says of themselves. */
function isOf({ approvals_of }: Ownership, { signer, review }: Standing): boolean {
  const address = /<([^<>]*)>\s*$/.exec(review.by)?.[1]?.toLowerCase();
  return approvals_of.some((owner) => (owner.includes('@') ? owner.toLowerCase() === address : owner === signer));
}

/** What is owned, and by whom it is approved; why it is not, if it is not. */
function told(rule: Ownership, path: string, given: readonly Standing[]): { readonly lacks: boolean; say: string } {
  const { approvals_of, count = 1 } = rule;
  const own = given.filter((standing) => isOf(rule, standing));
  const by = own.map(({ signer, review }) => signer ?? review.by).join(', ');
  if (own.length >= count) return { lacks: false, say: `${path} by ${by}` };
  const some = own.length === 0 ? '' : `, so far ${by}`;
  return { lacks: true, say: `${path} needs ${count} of ${approvals_of.join(', ')}${some}` };
}

export const owners: Answer = async (at) => {
  const { id, basis } = at.entry;
  const { owners: rules } = basis.policy.merge;
  const changed = await at.paths();
  if (!changed.ok) return changed;
  const owned = rules.flatMap((rule) => {
    const path = changed.value.find((one) => rule.paths.some((glob) => matches(glob, one)));
    return path === undefined ? [] : [{ rule, path }];
  });
  if (owned.length === 0) return ok(notApplicable('it changes nothing that has an owner (merge.owners)'));
  const found = await at.approvals();
  if (!found.ok) return found;
  const answers = owned.map(({ rule, path }) => told(rule, path, voices(found.value.all)));
  const lacks = answers.filter((one) => one.lacks);
  if (lacks.length === 0) return ok(met(`approved: ${answers.map(({ say }) => say).join('; ')}`));
  if (found.value.unasked)
    return ok(missing(`${basis.remote} cannot be asked for its reviews; git ls-remote ${basis.remote}`));
  return ok(missing([...lacks.map(({ say }) => say), `one of them: gitcrq approve ${id}`].join('; ')));
};
