/** A protected branch moves forward only, and only by a landing. */
import type { PushRule } from '../rule.ts';

export const branchProtected: PushRule = {
  id: 'branch/protected',
  title: 'A protected branch is neither pushed to by hand, nor rewound, nor deleted.',
  why: 'What stands on a protected branch was tested as it stands there; the merge queue brings it there, and nothing takes it away.',
  bad: 'git push origin main',
  good: 'gitcrq close CRQ-42',
  level: 'error',
  judges: 'push',
};
