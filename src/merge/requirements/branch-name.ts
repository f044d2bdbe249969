/** The branch must be named by the rules of the policy. */
import { branchCrq, judgeName } from '../../domain/branch-name.ts';
import { quoted } from '../../domain/quote.ts';
import { ok } from '../../domain/result.ts';
import { type Answer, met, missing } from '../requirement.ts';

export const branchName: Answer = ({ entry }) => {
  const { branches, crq } = entry.basis.policy;
  // Only where there is no remote: git renamed it, and nobody else has to find it by its name.
  if (branchCrq(entry.branch, crq.prefixes) !== entry.id)
    return Promise.resolve(ok(met(`noted as a branch of ${entry.id}`)));
  const verdict = judgeName(entry.branch, { ...branches, prefixes: crq.prefixes });
  if (verdict.valid) return Promise.resolve(ok(met('<type>/<ID>-<slug>')));
  const rename =
    verdict.suggestion === undefined ? '' : `; git branch -m ${quoted(entry.branch)} ${verdict.suggestion}`;
  return Promise.resolve(ok(missing(`${verdict.why}${rename}`)));
};
