/** The request must say it is done: closed on its branch, or on the base already. */
import { isGivenUp } from '../../domain/lifecycle.ts';
import { ok } from '../../domain/result.ts';
import { branchRef } from '../../git/refs.ts';
import { isUnreadable, loadCrq } from '../../store/crq-load.ts';
import { type Answer, type Case, met, missing } from '../requirement.ts';

/** Said where a branch was closed here and not pushed, which looks like a lost close otherwise. */
async function closedHereOnly({ repo, entry }: Case): Promise<boolean> {
  if (entry.basis.remote === null) return false;
  const here = await loadCrq(repo, entry.basis, branchRef(entry.branch), entry.id);
  return here !== null && !isUnreadable(here) && here.crq.status === entry.basis.policy.crq.workflow.closed;
}

export const status: Answer = async (at) => {
  const { id, branch, basis, own, onBase } = at.entry;
  const { workflow } = basis.policy.crq;
  for (const copy of [own, onBase]) {
    if (copy !== null && isUnreadable(copy))
      return ok(missing(`${copy.path}:${copy.line} cannot be read: ${copy.reason}`));
  }
  const there = onBase === null || isUnreadable(onBase) ? null : onBase.crq.status;
  const here = own === null || isUnreadable(own) ? null : own.crq.status;
  if (there !== null && isGivenUp(workflow, there))
    return ok(missing(`${id} is ${there} on ${basis.base}; gitcrq reopen ${id}`));
  if (here === workflow.closed) return ok(met(`${here} on ${branch}`));
  if (there === workflow.closed) return ok(met(`${there} on ${basis.base}`));
  if (here === null && there === null) return ok(missing(`neither ${branch} nor ${basis.base} has a record of ${id}`));
  if (await closedHereOnly(at)) return ok(missing(`${workflow.closed} only here; git push ${basis.remote} ${branch}`));
  return ok(missing(`${id} is ${here ?? there}; gitcrq close ${id}`));
};
