/** JSON Lines: each finding as soon as it is made, then one line with the summary, which also says that nothing is missing. */
import type { Format } from '../reporter.ts';

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

export const ndjson: Format = {
  name: 'ndjson',
  fingerprints: false,
  make: () => ({
    begin: () => '',
    findings: (some) => some.map(({ fingerprint, ...finding }) => line({ type: 'finding', ...finding })).join(''),
    end: (verdict) => line({ type: 'summary', ...verdict }),
  }),
};
