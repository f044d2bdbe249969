/** The request that a branch is named for exists. */

import { nameRule } from '../../crq/branch-new.ts';
import { judgeName } from '../../domain/branch-name.ts';
import { nearIds } from '../../domain/id.ts';
import { quoted } from '../../domain/quote.ts';
import { branchRef } from '../../git/refs.ts';
import type { TipRule } from '../rule.ts';
import { isKnown } from '../scope.ts';
import { ruledName } from './branch-name.ts';

export const branchUnknownCrq: TipRule = {
  id: 'branch/unknown-crq',
  title: 'A branch is named for a change request that exists.',
  why: 'A branch of a request that nobody wrote can never land.',
  bad: 'git switch --quiet --create feature/CRQ-24-fix-login',
  good: 'git switch --quiet --create feature/CRQ-42-fix-login',
  level: 'error',
  judges: 'branch',
  async judge(scope) {
    const name = ruledName(scope);
    const verdict = name === null ? null : judgeName(name, nameRule(scope.basis));
    if (name === null || verdict?.valid !== true || verdict.crq === null || (await isKnown(scope, verdict.crq)))
      return [];
    const near = nearIds(verdict.crq, await scope.known());
    const meant = near[0];
    const hint = meant === undefined ? '' : `; did you mean ${near.join(' or ')}?`;
    const next =
      meant === undefined
        ? 'gitcrq crq list'
        : `git branch -m ${quoted(name)} ${quoted(name.replace(verdict.crq, meant))}`;
    return [
      { ref: branchRef(name), crq: verdict.crq, message: `branch ${name}: there is no ${verdict.crq}${hint}`, next },
    ];
  },
};
