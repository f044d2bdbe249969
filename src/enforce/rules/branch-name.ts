/** A branch is named for its request. */

import { nameRule } from '../../crq/branch-new.ts';
import { branchCrq, judgeName } from '../../domain/branch-name.ts';
import { isExemptBranch } from '../../domain/policy.ts';
import { quoted } from '../../domain/quote.ts';
import { branchRef } from '../../git/refs.ts';
import { isBaseBranch } from '../../store/basis.ts';
import type { TipRule } from '../rule.ts';
import type { Scope } from '../scope.ts';

/**
 * The name that has to follow the rules; null for bases, exempt names and where there is no branch. A branch that git
 * renamed has its name in this clone alone: the one that others see is judged where they see it.
 */
export const ruledName = ({ range: { branch, crq }, basis, prefixes }: Scope): string | null =>
  branch === null ||
  isBaseBranch(basis, branch) ||
  isExemptBranch(basis.policy, branch) ||
  (crq != null && branchCrq(branch, prefixes) !== crq)
    ? null
    : branch;

export const branchName: TipRule = {
  id: 'branch/name',
  title: 'A branch is named <type>/<ID>-<slug>.',
  why: 'The name is how people, the queue and the hooks know which request a branch is for.',
  bad: 'git switch --quiet --create fix-login',
  good: 'git switch --quiet --create feature/CRQ-42-fix-login',
  level: 'error',
  judges: 'branch',
  judge(scope) {
    const name = ruledName(scope);
    if (name === null) return [];
    const verdict = judgeName(name, nameRule(scope.basis));
    if (verdict.valid) return [];
    const next =
      verdict.suggestion === undefined ? 'gitcrq start "…"' : `git branch -m ${quoted(name)} ${verdict.suggestion}`;
    return [
      {
        ref: branchRef(name),
        ...(verdict.crq === null ? {} : { crq: verdict.crq }),
        message: `branch ${name}: ${verdict.why}`,
        next,
      },
    ];
  },
};
