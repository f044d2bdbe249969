/**
 * SARIF 2.1.0 (OASIS), as code scanning of forges reads it. A finding about a commit has no place in a file, and a result
 * without one is refused by GitHub: it is shown at the policy that makes it a finding, and names the commit beside.
 */
import { wellFormed } from '../../domain/printable.ts';
import { RULE_IDS } from '../../domain/rules.ts';
import { POLICY_FILE } from '../../store/basis.ts';
import { about, type Format, type Marked } from '../reporter.ts';
import type { Rule } from '../rule.ts';
import { RULES } from '../rules.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json';

const descriptor = ({ id, title, why, bad, good, level }: Rule): unknown => ({
  id,
  shortDescription: { text: title },
  fullDescription: { text: why },
  help: { text: `Breaks the rule:\n\n${bad}\n\nKeeps it:\n\n${good}\n` },
  defaultConfiguration: { level },
});

/** In the order of the ids, so that an index is found without a search. */
const RULES_BY_ID = RULE_IDS.map((id) => RULES.find((rule) => rule.id === id)).filter((rule) => rule !== undefined);
const INDEX = new Map(RULES_BY_ID.map(({ id }, index) => [id, index]));

/** A path of the repository as a relative URI (RFC 3986): what is no plain letter is percent-encoded. */
const uri = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function location({ path, line, oid, ref }: Marked): unknown {
  const name = oid ?? ref;
  return {
    physicalLocation: {
      artifactLocation: { uri: uri(wellFormed(path ?? POLICY_FILE)) },
      region: { startLine: line ?? 1 },
    },
    ...(name === undefined
      ? {}
      : { logicalLocations: [{ fullyQualifiedName: name, kind: oid === undefined ? 'branch' : 'commit' }] }),
  };
}

const result = (finding: Marked): unknown => {
  const { rule, level, message, fingerprint, oid, subject, crq, ref, next } = finding;
  return {
    ruleId: rule,
    ruleIndex: INDEX.get(rule) ?? -1,
    level: level === 'info' ? 'note' : level,
    message: { text: `${about(finding)}: ${message}` },
    locations: [location(finding)],
    partialFingerprints: { 'ruleAndPatchId/v1': fingerprint },
    properties: { oid, subject, crq, ref, next },
  };
};

const DRIVER = JSON.stringify({ name: 'gitcrq', rules: RULES_BY_ID.map(descriptor) });

export const sarif: Format = {
  name: 'sarif',
  fingerprints: true,
  make: () => {
    let first = true;
    return {
      begin: () =>
        `{"$schema":"${SCHEMA}","version":"2.1.0","runs":[{"tool":{"driver":${DRIVER}},"columnKind":"utf16CodeUnits","results":[\n`,
      findings: (some) =>
        some
          .map((finding) => {
            const comma = first ? '' : ',';
            first = false;
            return `${comma}${JSON.stringify(result(finding))}\n`;
          })
          .join(''),
      end: (verdict) => `],"properties":${JSON.stringify(verdict)}}]}\n`,
    };
  },
};
