/** A request whose work is on the base says that it is done. */
import { branchTip, listBranches } from '../../crq/branches.ts';
import type { CrqId } from '../../domain/brand.ts';
import { acceptsCommits } from '../../domain/lifecycle.ts';
import { isAncestor } from '../../git/refs.ts';
import { isBaseBranch } from '../../store/basis.ts';
import { onFirstParents } from '../first-parents.ts';
import { sameOutside } from '../link-state.ts';
import type { Fault, TipRule } from '../rule.ts';
import type { LinkedWork, Scope } from '../scope.ts';

/** Is the range about a base, where work is done? On a branch of its own a request is open until it is closed. */
const isOfBase = ({ range, basis }: Scope): boolean =>
  range.base === null || (range.branch !== null && isBaseBranch(basis, range.branch));

/** Is there a branch of this request with commits that the head does not have? */
async function isUnderWay(scope: Scope, id: CrqId): Promise<boolean> {
  const branches = await listBranches(scope.repo, scope.basis, id);
  if (!branches.ok) throw branches.error;
  for (const tip of branches.value.map(branchTip)) {
    const arrived = tip === null ? null : await isAncestor(scope.repo, tip, scope.range.head);
    if (arrived?.ok === false) throw arrived.error;
    if (arrived?.value === false) return true;
  }
  return false;
}

/** Does the commit change more than records? */
async function changesMore(scope: Scope, { oid, parents: [parent] }: LinkedWork): Promise<boolean> {
  return parent === undefined || !(await sameOutside(scope.repo, oid, parent, scope.basis.policy.crq.directory));
}

/** Only what came by a merge is judged: what was committed on the base itself may go on there. */
async function judgeOne(scope: Scope, id: CrqId, commits: readonly LinkedWork[]): Promise<readonly Fault[]> {
  const chain = await onFirstParents(scope);
  const merged = commits.filter(({ oid, parents }) => parents.length > 1 || !chain.has(oid));
  if (merged.length === 0) return [];
  const state = await scope.states.at(scope.range.head, id);
  if (state?.kind !== 'read' || !acceptsCommits(state.crq.status)) return [];
  const isWork = await Promise.all(merged.map((commit) => changesMore(scope, commit)));
  const work = merged[isWork.indexOf(true)];
  if (work === undefined || (await isUnderWay(scope, id))) return [];
  return [
    {
      oid: work.oid,
      subject: work.subject,
      crq: id,
      message: `${id} is ${state.crq.status}, its work was merged, and no branch of it has more`,
      next: `gitcrq close ${id}`,
    },
  ];
}

export const crqLeftOpen: TipRule = {
  id: 'crq/left-open',
  title: 'A request whose branch was merged is closed.',
  why: 'A merge outside the queue closes nothing; what is done then looks like work to be done.',
  bad: `echo form >login
git add login
git commit -m "Add login form" -m "CRQ: CRQ-42"
git switch --quiet main
git merge --quiet --no-ff -m "Merge login" -m "CRQ: CRQ-42" feature/CRQ-42-add-login`,
  good: `echo form >login
git add login
git commit -m "Add login form" -m "CRQ: CRQ-42"
gitcrq crq move CRQ-42 closed
git switch --quiet main
git merge --quiet --no-ff -m "Merge login" -m "CRQ: CRQ-42" feature/CRQ-42-add-login`,
  level: 'warning',
  judges: 'tip',
  async judge(scope) {
    if (!isOfBase(scope)) return [];
    const found = await Promise.all([...scope.worked].map(([id, commits]) => judgeOne(scope, id, commits)));
    return found.flat();
  },
};
