/** What everybody is judged by changes only with an approval. The rule of the gate decides; here its answer has a name. */
import { ok } from '../../domain/result.ts';
import { guardedPaths } from '../../enforce/own-files.ts';
import { policyChanged } from '../../enforce/rules/policy-changed.ts';
import { type Answer, met, missing, notApplicable } from '../requirement.ts';

export const policyApproval: Answer = async (at) => {
  const { policy } = at.entry.basis;
  const report = await at.report();
  if (!report.ok) return report;
  const found = report.value.findings.filter(({ rule, level }) => rule === policyChanged.id && level === 'error');
  const [first] = found;
  if (first !== undefined) return ok(missing(`${found.map(({ message }) => message).join('; ')}; ${first.next}`));
  const changed = await at.paths();
  if (!changed.ok) return changed;
  const guarded = guardedPaths(policy.crq.directory).filter((path) => changed.value.includes(path));
  if (guarded.length === 0) return ok(notApplicable('it changes neither the policy nor the attributes of requests'));
  const level = policy.rules[policyChanged.id] ?? policyChanged.level;
  return ok(
    level === 'error'
      ? met(`${guarded.join(', ')}: approved, or nothing that counts is changed`)
      : notApplicable(`the policy says rules.${policyChanged.id}: ${level}`),
  );
};
