/** A protected branch moves forward only, and only by a landing. */
import type { PushRule } from '../rule.ts';

export const branchProtected: PushRule = {
  id: 'branch/protected',
  title: 'A protected branch is neither pushed to by hand, nor rewound, nor deleted.',
  why: 'What stands on a protected branch was tested as it stands there; the merge queue brings it there, and nothing takes it away.',
  bad: `git merge --quiet origin/main
git commit --allow-empty -m "Add login form" -m "CRQ: CRQ-42"
git push --quiet origin HEAD:main`,
  good: `git commit --allow-empty -m "Add login form" -m "CRQ: CRQ-42"
git push --quiet origin HEAD`,
  level: 'error',
  judges: 'push',
};
