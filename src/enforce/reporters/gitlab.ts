/** GitLab's code quality report: an array of issues, each with a description, a fingerprint, a severity and a place. */
import { createHash } from 'node:crypto';
import { inline } from '../../domain/printable.ts';
import { POLICY_FILE } from '../../store/basis.ts';
import { about, type Format, type Marked } from '../reporter.ts';

const SEVERITY = { error: 'major', warning: 'minor', info: 'info' } as const;

/** GitLab shows an issue only at a place in a file; what is about a commit stands at the policy. */
const issue = (finding: Marked): unknown => ({
  description: inline(`${about(finding)}: ${finding.message}; next: ${finding.next}`),
  check_name: finding.rule,
  fingerprint: createHash('sha256').update(finding.fingerprint).digest('hex'),
  severity: SEVERITY[finding.level],
  location: { path: finding.path ?? POLICY_FILE, lines: { begin: finding.line ?? 1 } },
});

export const gitlab: Format = {
  name: 'gitlab',
  fingerprints: true,
  make: () => {
    let first = true;
    return {
      begin: () => '[\n',
      findings: (some) =>
        some
          .map((finding) => {
            const comma = first ? '' : ',';
            first = false;
            return `${comma}${JSON.stringify(issue(finding))}\n`;
          })
          .join(''),
      end: () => ']\n',
    };
  },
};
