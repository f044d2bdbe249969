/** A repository that adopted gitcrq keeps its policy. */
import { POLICY_FILE } from '../../store/basis.ts';
import type { JudgedCommit } from '../commit.ts';
import { short } from '../mend.ts';
import { aboutCommit, type CommitRule, type Fault } from '../rule.ts';
import type { Scope } from '../scope.ts';

async function removal(commit: JudgedCommit, scope: Scope): Promise<readonly Fault[]> {
  if (!commit.changes.some(({ path, to }) => path === POLICY_FILE && to === null)) return [];
  if ((await scope.repo.reader.info(`${scope.range.head}:${POLICY_FILE}`)) !== null) return [];
  return [
    {
      ...aboutCommit(commit),
      path: POLICY_FILE,
      message: `it removes ${POLICY_FILE}`,
      next: `git restore --source=${short(commit.parents[0] ?? commit.oid)} --staged --worktree -- ${POLICY_FILE}`,
    },
  ];
}

export const policyRemoved: CommitRule = {
  id: 'policy/removed',
  title: 'gitcrq.yaml is not removed.',
  why: 'Without a policy nothing is judged any more: whoever removes the file removes every other rule.',
  bad: `git rm --quiet gitcrq.yaml
git commit -m "No more rules" -m "CRQ: CRQ-42"`,
  good: `gitcrq config set rules '{link/misplaced: off}'
git commit -am "Take trailers anywhere" -m "CRQ: CRQ-42"
gitcrq approve CRQ-42 --plan`,
  level: 'error',
  judges: 'commit',
  judge: (commit, scope) => (commit.changes.length > 0 ? removal(commit, scope) : []),
};
