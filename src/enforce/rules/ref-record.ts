/** The refs that hold records only grow, and say what is so. */
import type { PushRule } from '../rule.ts';

export const refRecord: PushRule = {
  id: 'ref/record',
  title:
    'Records below refs/gitcrq/ and refs/notes/gitcrq/ are neither deleted nor rewound, and the queue log is true.',
  why: 'Numbers, landings and links are evidence: what was said once stays said. Only leases, messages and process data may be replaced.',
  bad: `gitcrq start "Add logout"
git push --quiet origin :refs/gitcrq/ids/CRQ`,
  good: `gitcrq start "Add logout"
git fetch --quiet origin "refs/gitcrq/ids/*:refs/gitcrq/ids/*"`,
  level: 'error',
  judges: 'push',
};
