/** Every file in the directory of requests can be read as one. */
import { unreadableRecords } from '../records.ts';
import type { TipRule } from '../rule.ts';

export const crqUnreadable: TipRule = {
  id: 'crq/unreadable',
  title: 'Every file in the directory of requests is a readable change request.',
  why: 'A file that cannot be read is a request whose state nobody knows, and everything that depends on it stands still.',
  bad: `sed -i 's/^status: open/status: opne/' crqs/CRQ-42.md
git commit -am "Misspell it" -m "CRQ: CRQ-42"`,
  good: 'gitcrq crq set CRQ-42 priority=high',
  level: 'error',
  judges: 'tip',
  judge: async (scope) =>
    (await unreadableRecords(scope)).filter(({ mismatch }) => !mismatch).map(({ fault }) => fault),
};
