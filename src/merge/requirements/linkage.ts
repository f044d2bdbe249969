/** Every commit of the branch must belong to a request, by the rules of the gate; names, fixups and a changed policy are asked for apart. */
import { ok } from '../../domain/result.ts';
import { policyChanged } from '../../enforce/rules/policy-changed.ts';
import { type Answer, met, missing } from '../requirement.ts';

const SHOWN = 3;
const apart = (rule: string): boolean =>
  rule.startsWith('branch/') || rule.startsWith('fixup/') || rule === policyChanged.id;

export const linkage: Answer = async (at) => {
  const report = await at.report();
  if (!report.ok) return report;
  const errors = report.value.findings.filter((finding) => finding.level === 'error' && !apart(finding.rule));
  const { commits, linked, exempt } = report.value.summary;
  if (errors.length === 0)
    return ok(met(`${linked} of ${commits} commits linked${exempt === 0 ? '' : `, ${exempt} exempt`}`));
  const shown = errors
    .slice(0, SHOWN)
    .map(
      ({ rule, oid, message, next }) =>
        `${rule}${oid === undefined ? '' : ` ${oid.slice(0, 12)}`}: ${message} (${next})`,
    );
  const more = errors.length > SHOWN ? `; and ${errors.length - SHOWN} more: gitcrq check` : '';
  return ok(missing(`${shown.join('; ')}${more}`));
};
