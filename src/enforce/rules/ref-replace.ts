/** Nothing is pushed that makes git show one object in place of another. */
import type { PushRule } from '../rule.ts';

export const refReplace: PushRule = {
  id: 'ref/replace',
  title: 'refs/replace/ is not pushed.',
  why: 'A replace ref makes git show another object than the one that is there, so that a commit reads well and is not what was judged.',
  bad: `git replace --graft HEAD
git push --quiet origin "refs/replace/*"`,
  good: `git replace --graft HEAD
git replace --delete HEAD`,
  level: 'error',
  judges: 'push',
};
