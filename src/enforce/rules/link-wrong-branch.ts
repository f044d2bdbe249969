/** A commit on the branch of a request belongs to that request, whatever else it belongs to. */
import { branchTip, listBranches } from '../../crq/branches.ts';
import type { CrqId } from '../../domain/brand.ts';
import { isAncestor } from '../../git/refs.ts';
import type { JudgedCommit } from '../commit.ts';
import { isRecordEdit, linkStates } from '../link-state.ts';
import { addLink } from '../mend.ts';
import { aboutCommit, type CommitRule, type Fault } from '../rule.ts';
import type { Scope } from '../scope.ts';

/** Is the commit work of a branch that this one stands on? */
async function isStacked({ oid }: JudgedCommit, id: CrqId, { repo, basis }: Scope): Promise<boolean> {
  const branches = await listBranches(repo, basis, id);
  if (!branches.ok) throw branches.error;
  for (const tip of branches.value.map(branchTip)) {
    const there = tip === null ? null : await isAncestor(repo, oid, tip);
    if (there?.ok === false) throw there.error;
    if (there?.value === true) return true;
  }
  return false;
}

async function strangers(commit: JudgedCommit, own: CrqId, scope: Scope): Promise<readonly Fault[]> {
  const states = await linkStates(commit, scope);
  if (!states.some(({ state }) => state === 'accepting') || (await isRecordEdit(commit, scope))) return [];
  for (const id of commit.links.crqs) if (await isStacked(commit, id, scope)) return [];
  return [
    {
      ...aboutCommit(commit),
      crq: own,
      soft: !scope.basis.policy.commits.one_of_branch,
      message: `it stands on a branch of ${own} and is linked to ${commit.links.crqs.join(', ')} only`,
      next: addLink(commit, scope, own),
    },
  ];
}

export const linkWrongBranch: CommitRule = {
  id: 'link/wrong-branch',
  title: 'A commit on the branch of a request is linked to that request.',
  why: 'The branch lands for its request; work of another one would land unseen with it. A warning, unless the policy sets `commits.one_of_branch`. Branches that stand on one another are fine.',
  bad: 'git commit --allow-empty -m "Add logout form" -m "CRQ: CRQ-41"',
  good: 'git commit --allow-empty -m "Add forms" -m "CRQ: CRQ-41\nCRQ: CRQ-42"',
  level: 'error',
  judges: 'commit',
  judge(commit, scope) {
    const { own, range } = scope;
    // Where all history is judged, most of it was made on other branches.
    if (
      own === null ||
      range.base === null ||
      !commit.linked ||
      commit.parents.length > 1 ||
      commit.links.crqs.includes(own)
    )
      return [];
    return strangers(commit, own, scope);
  },
};
