/** A message begins with words that say what was done. */
import { isOnlyTrailers } from '../../domain/message.ts';
import { reword } from '../mend.ts';
import { aboutCommit, type CommitRule } from '../rule.ts';

export const messageEmptySubject: CommitRule = {
  id: 'message/empty-subject',
  title: 'A commit message has a subject.',
  why: 'Trailers say to whom a commit belongs; only the subject says what it does.',
  bad: 'git commit --allow-empty -m "CRQ: CRQ-42"',
  good: 'git commit --allow-empty -m "Add login form" -m "CRQ: CRQ-42"',
  level: 'error',
  judges: 'commit',
  judge(commit, scope) {
    const empty = commit.text.subject === '';
    if (!empty && !isOnlyTrailers(commit.message)) return [];
    return [
      {
        ...aboutCommit(commit),
        message: empty ? 'its message is empty' : 'its message is nothing but trailers',
        next: reword(commit, scope),
      },
    ];
  },
};
