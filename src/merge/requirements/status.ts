/** The request must say it is done: closed on its branch, or on the base already; or approved, where that is enough. */
import { isGivenUp, type Status } from '../../domain/lifecycle.ts';
import { quoted } from '../../domain/quote.ts';
import { ok } from '../../domain/result.ts';
import { branchRef } from '../../git/refs.ts';
import { isUnreadable, loadCrq } from '../../store/crq-load.ts';
import { type Answer, type Case, type Finding, met, missing } from '../requirement.ts';
import { type Asks, asksBy, type Copy, type Waiting } from '../waiting.ts';

/** Said where a branch was closed here and not pushed, which looks like a lost close otherwise. */
async function closedHereOnly({ repo, entry }: Case): Promise<boolean> {
  if (entry.basis.remote === null) return false;
  const here = await loadCrq(repo, entry.basis, branchRef(entry.branch), entry.id);
  return here !== null && !isUnreadable(here) && here.crq.status === entry.basis.policy.crq.workflow.closed;
}

function asking({ id, branch, basis, asked_s, stops }: Waiting, { status: state, where }: Asks): Finding {
  if (asked_s === null && !stops.some(({ name }) => name === 'wanted'))
    return missing(`${id} is ${state}, and ${branch} brings nothing yet`);
  const more = state === basis.policy.crq.workflow.closed ? '' : '; the landing closes it';
  return met(`${state} on ${where === 'branch' ? branch : basis.base}${more}`);
}

const statusOf = (copy: Copy): Status | null => (copy === null || isUnreadable(copy) ? null : copy.crq.status);

export const status: Answer = async (at) => {
  const { id, branch, basis, own, onBase } = at.entry;
  const { workflow } = basis.policy.crq;
  const broken = [own, onBase].find((copy) => copy !== null && isUnreadable(copy));
  if (broken && isUnreadable(broken))
    return ok(missing(`${broken.path}:${broken.line} cannot be read: ${broken.reason}`));
  const [here, there] = [statusOf(own), statusOf(onBase)];
  if (there !== null && isGivenUp(workflow, there))
    return ok(missing(`${id} is ${there} on ${basis.base}; gitcrq reopen ${id}`));
  const asks = asksBy(basis.policy, own, onBase);
  if (asks !== null) return ok(asking(at.entry, asks));
  if (here === null && there === null) return ok(missing(`neither ${branch} nor ${basis.base} has a record of ${id}`));
  if (await closedHereOnly(at))
    return ok(missing(`${workflow.closed} only here; git push ${basis.remote} ${quoted(branch)}`));
  const approving = basis.policy.merge.when === 'approved' ? `gitcrq approve ${id} --plan, or ` : '';
  return ok(missing(`${id} is ${here ?? there}; ${approving}gitcrq close ${id}`));
};
