/** A link names a request that there is. */
import { nearIds } from '../../domain/id.ts';
import type { JudgedCommit } from '../commit.ts';
import { linkStates } from '../link-state.ts';
import { replaceLink } from '../mend.ts';
import { aboutCommit, type CommitRule, type Fault } from '../rule.ts';
import type { Scope } from '../scope.ts';

async function unknownLinks(commit: JudgedCommit, scope: Scope): Promise<readonly Fault[]> {
  const unknown = (await linkStates(commit, scope)).filter(({ state }) => state === 'unknown');
  return Promise.all(
    unknown.map(async ({ id }) => {
      const near = nearIds(id, await scope.known()).filter((other) => other !== id);
      const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
      const next = near[0] === undefined ? 'gitcrq crq list' : replaceLink(commit, scope, near[0]);
      return { ...aboutCommit(commit), crq: id, message: `there is no ${id}${hint}`, next };
    }),
  );
}

export const linkUnknown: CommitRule = {
  id: 'link/unknown',
  title: 'A link names a change request that exists.',
  why: 'A mistyped id looks like traceability and is none.',
  bad: 'git commit --allow-empty -m "Add login form" -m "CRQ: CRQ-24"',
  good: 'git commit --allow-empty -m "Add login form" -m "CRQ: CRQ-42"',
  level: 'error',
  judges: 'commit',
  lasting: true,
  judge: (commit, scope) => (commit.linked ? unknownLinks(commit, scope) : []),
};
