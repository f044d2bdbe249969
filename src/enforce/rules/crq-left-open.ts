/** A request whose work is on the base says that it is done. */
import { branchTip, listBranches } from '../../crq/branches.ts';
import type { CrqId, Oid } from '../../domain/brand.ts';
import { acceptsCommits } from '../../domain/lifecycle.ts';
import { parseMessage } from '../../domain/message.ts';
import { readCommit } from '../../git/commit.ts';
import { isAncestor } from '../../git/refs.ts';
import { onFirstParents } from '../first-parents.ts';
import { sameOutside } from '../link-state.ts';
import type { Fault, TipRule } from '../rule.ts';
import type { Scope } from '../scope.ts';

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

/** Did the commit come by a merge, and does it change more than records? What was committed on the base may go on there. */
async function mergedWork(scope: Scope, oid: Oid): Promise<Pick<Fault, 'oid' | 'subject'> | null> {
  const commit = await readCommit(scope.repo, oid);
  const [parent, other] = commit?.parents ?? [];
  if (commit === null || (other === undefined && (await onFirstParents(scope)).has(oid))) return null;
  if (parent !== undefined && (await sameOutside(scope.repo, oid, parent, scope.basis.policy.crq.directory)))
    return null;
  return { oid, subject: parseMessage(commit.message).subject };
}

async function judgeOne(scope: Scope, id: CrqId, commits: readonly Oid[]): Promise<readonly Fault[]> {
  const state = await scope.states.at(scope.range.head, id);
  if (state?.kind !== 'read' || !acceptsCommits(scope.basis.policy.crq.workflow, state.crq.status)) return [];
  const found = await Promise.all(commits.map((oid) => mergedWork(scope, oid)));
  const work = found.find((fault) => fault !== null);
  if (work === undefined || (await isUnderWay(scope, id))) return [];
  return [
    {
      ...work,
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
    const found = await Promise.all([...scope.worked].map(([id, commits]) => judgeOne(scope, id, commits)));
    return found.flat();
  },
};
