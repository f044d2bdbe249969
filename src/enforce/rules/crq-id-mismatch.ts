/** The id inside a file is the one its name promises. */
import { unreadableRecords } from '../records.ts';
import type { TipRule } from '../rule.ts';

export const crqIdMismatch: TipRule = {
  id: 'crq/id-mismatch',
  title: 'The id in a file of a change request is the one in its name.',
  why: 'The name is how everything finds the request; two ids for one request are two requests.',
  bad: `sed -i 's/^id: CRQ-42/id: CRQ-24/' crqs/CRQ-42.md
git commit -am "Change its id" -m "CRQ: CRQ-42"`,
  good: 'gitcrq crq set CRQ-42 title="Add login and logout"',
  level: 'error',
  judges: 'tip',
  judge: async (scope) => (await unreadableRecords(scope)).filter(({ mismatch }) => mismatch).map(({ fault }) => fault),
};
