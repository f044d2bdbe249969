/** A policy that is about to land can be read. */
import { POLICY_FILE } from '../../store/basis.ts';
import { touches } from '../records.ts';
import type { TipRule } from '../rule.ts';

export const policyInvalid: TipRule = {
  id: 'policy/invalid',
  title: 'gitcrq.yaml has no mistake.',
  why: 'Once on the base, a policy that cannot be read stops every check.',
  bad: `echo "commits: { link: always }" >>gitcrq.yaml
git commit -am "Ask for links" -m "CRQ: CRQ-42"`,
  good: `gitcrq config set commits.link require
git commit -am "Ask for links written by hand" -m "CRQ: CRQ-42"
gitcrq approve CRQ-42 --plan`,
  level: 'error',
  judges: 'tip',
  async judge(scope) {
    if (!touches(scope, POLICY_FILE)) return [];
    const file = await scope.repo.reader.read(`${scope.range.head}:${POLICY_FILE}`);
    if (file === null) return [];
    // Most ranges leave the policy alone, and loading the parser takes as long as judging a hundred commits.
    const { parsePolicy } = await import('../../store/policy-parse.ts');
    const read = parsePolicy(file.bytes.toString('utf8'));
    if ('policy' in read) return [];
    return read.mistakes.map(({ line, key, message }) => ({
      path: POLICY_FILE,
      ...(line > 0 ? { line } : {}),
      message: key === '' ? message : `\`${key}\`: ${message}`,
      next: 'gitcrq config check',
    }));
  },
};
