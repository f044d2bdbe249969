/** Trailers stand in the last paragraph, where git's own tools find them. */
import { addLink } from '../mend.ts';
import { aboutCommit, type CommitRule } from '../rule.ts';

export const linkMisplaced: CommitRule = {
  id: 'link/misplaced',
  title: 'The CRQ trailer stands in the last paragraph of the message.',
  why: 'A squash on a forge leaves trailers inside the text. The link counts, but `git log --format=%(trailers)` does not see it.',
  bad: 'git commit --allow-empty -m "Add login (#12)" -m "CRQ: CRQ-42" -m "* fix tests"',
  good: 'git commit --allow-empty -m "Add login (#12)" -m "* fix tests" -m "CRQ: CRQ-42"',
  level: 'warning',
  judges: 'commit',
  judge(commit, scope) {
    if (commit.links.via !== 'misplaced') return [];
    const [id] = commit.links.crqs;
    return [
      {
        ...aboutCommit(commit),
        ...(id === undefined ? {} : { crq: id }),
        message: 'its CRQ line is not in the last paragraph, so git sees no trailer',
        next: addLink(commit, scope, id),
      },
    ];
  },
};
