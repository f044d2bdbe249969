/** A merge without a link brings in nothing but what its two parents bring. */
import { addLink } from '../mend.ts';
import { aboutCommit, type CommitRule } from '../rule.ts';

export const mergeEvil: CommitRule = {
  id: 'merge/evil',
  title: 'A merge without a link is exactly what git makes of its two parents.',
  why: 'A merge commit can hold any content, whatever its subject says. A conflict that was resolved by hand is work, and work belongs to a request.',
  bad: `git merge --quiet --no-ff --no-commit origin/main
echo "by hand" >>NEWS
git commit -am "Merge main"`,
  good: `git merge --quiet --no-ff --no-commit origin/main
echo "by hand" >>NEWS
git commit -am "Merge main" -m "CRQ: CRQ-42"`,
  level: 'error',
  judges: 'commit',
  judge(commit, scope) {
    if (
      commit.linked ||
      commit.exempt !== null ||
      commit.parents.length < 2 ||
      scope.basis.policy.commits.link === 'off'
    )
      return [];
    const message =
      commit.parents.length > 2
        ? `it merges ${commit.parents.length} parents, which cannot be checked, and names no change request`
        : 'its content is not what git makes of its two parents without conflict, and it names no change request';
    return [{ ...aboutCommit(commit), message, next: addLink(commit, scope) }];
  },
};
