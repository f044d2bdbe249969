/** The one JSON document of `--json`, whose exit code and counts come first: it can only be written when all is judged. */
import type { Finding } from '../check.ts';
import type { Format } from '../reporter.ts';

export const json: Format = {
  name: 'json',
  fingerprints: false,
  make: () => {
    const kept: Finding[] = [];
    return {
      begin: () => '',
      findings(some) {
        for (const { fingerprint, ...finding } of some) kept.push(finding);
        return '';
      },
      end: (verdict) =>
        `${JSON.stringify({
          schemaVersion: 1,
          ok: true,
          exit: verdict.summary.errors > 0 ? 1 : 0,
          data: { ...verdict, findings: kept },
        })}\n`,
    };
  },
};
