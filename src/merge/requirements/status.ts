/** The request must say it is done: closed on its branch, or on the base already. */
import { ok } from '../../domain/result.ts';
import { branchRef } from '../../git/refs.ts';
import { isUnreadable, loadCrq } from '../../store/crq-load.ts';
import { type Answer, type Case, met, missing } from '../requirement.ts';

/** Given up on the base: whatever the branch says, it does not land. */
const GIVEN_UP: readonly string[] = ['rejected', 'deferred', 'cancelled'];

/** Said where a branch was closed here and not pushed, which looks like a lost close otherwise. */
async function closedHereOnly({ repo, entry }: Case): Promise<boolean> {
  if (entry.basis.remote === null) return false;
  const here = await loadCrq(repo, entry.basis, branchRef(entry.branch), entry.id);
  return here !== null && !isUnreadable(here) && here.crq.status === 'closed';
}

export const status: Answer = async (at) => {
  const { id, branch, basis, own, onBase } = at.entry;
  for (const copy of [own, onBase]) {
    if (copy !== null && isUnreadable(copy))
      return ok(missing(`${copy.path}:${copy.line} cannot be read: ${copy.reason}`));
  }
  const there = onBase === null || isUnreadable(onBase) ? null : onBase.crq.status;
  const here = own === null || isUnreadable(own) ? null : own.crq.status;
  if (there !== null && GIVEN_UP.includes(there))
    return ok(missing(`${id} is ${there} on ${basis.base}; gitcrq reopen ${id}`));
  if (here === 'closed') return ok(met(`closed on ${branch}`));
  if (there === 'closed') return ok(met(`closed on ${basis.base}`));
  if (here === null && there === null) return ok(missing(`neither ${branch} nor ${basis.base} has a record of ${id}`));
  if (await closedHereOnly(at)) return ok(missing(`closed only here; git push ${basis.remote} ${branch}`));
  return ok(missing(`${id} is ${here ?? there}; gitcrq close ${id}`));
};
