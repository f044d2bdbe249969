/** The branch must be named by the rules of the policy. */
import { judgeName } from '../../domain/branch-name.ts';
import { ok } from '../../domain/result.ts';
import { type Answer, met, missing } from '../requirement.ts';

export const branchName: Answer = ({ entry }) => {
  const { branches, crq } = entry.basis.policy;
  const verdict = judgeName(entry.branch, { ...branches, prefixes: crq.prefixes });
  if (verdict.valid) return Promise.resolve(ok(met('<type>/<ID>-<slug>')));
  const rename = verdict.suggestion === undefined ? '' : `; git branch -m ${entry.branch} ${verdict.suggestion}`;
  return Promise.resolve(ok(missing(`${verdict.why}${rename}`)));
};
