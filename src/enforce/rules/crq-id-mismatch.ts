/** The id inside a file is the one its name promises. */
import { unreadableRecords } from '../records.ts';
import type { TipRule } from '../rule.ts';

export const crqIdMismatch: TipRule = {
  id: 'crq/id-mismatch',
  title: 'The id in a file of a change request is the one in its name.',
  why: 'The name is how everything finds the request; two ids for one request are two requests.',
  bad: 'crqs/CRQ-42.md with `id: CRQ-24`',
  good: 'crqs/CRQ-42.md with `id: CRQ-42`',
  level: 'error',
  judges: 'tip',
  judge: async (scope) => (await unreadableRecords(scope)).filter(({ mismatch }) => mismatch).map(({ fault }) => fault),
};
