/** Fixups are folded into the commits they mend before anything lands. */
import { isFixup } from '../../domain/message.ts';
import { isProtected } from '../../domain/policy.ts';
import { aboutCommit, type CommitRule } from '../rule.ts';
import type { Scope } from '../scope.ts';

/** Is the range at the door of a protected branch, rather than work in progress? */
const lands = ({ range, basis }: Scope): boolean =>
  range.landing === true || (range.branch !== null && isProtected(basis.policy, range.branch));

export const fixupUnsquashed: CommitRule = {
  id: 'fixup/unsquashed',
  title: 'No fixup!, squash! or amend! commit lands.',
  why: 'A fixup is half of another commit; on the base the two would stay apart for ever.',
  bad: 'git commit --allow-empty -m "fixup! Add login form" -m "CRQ: CRQ-42"',
  good: `echo login >form
git add form
git commit -m "Add login form" -m "CRQ: CRQ-42"
echo password >>form
git commit -a --fixup HEAD
git -c sequence.editor=: rebase --quiet --interactive --autosquash HEAD~2`,
  level: 'error',
  judges: 'commit',
  judge(commit, scope) {
    if (!isFixup(commit.text.subject)) return [];
    const { base, head } = scope.range;
    const onto = base === null ? `${head.slice(0, 12)}~20` : base.slice(0, 12);
    return [
      {
        ...aboutCommit(commit),
        soft: !lands(scope),
        message: 'it is a fixup that is not folded in yet',
        next: `git rebase --interactive --autosquash ${onto}`,
      },
    ];
  },
};
