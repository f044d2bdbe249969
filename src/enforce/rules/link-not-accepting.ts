/** A commit is linked to at least one request that was taking work when it was made. */
import type { CrqId } from '../../domain/brand.ts';
import { acceptsCommits, nextStatuses, type Status, type Workflow } from '../../domain/lifecycle.ts';
import type { JudgedCommit } from '../commit.ts';
import { isAlwaysAccepted, linkStates } from '../link-state.ts';
import { aboutCommit, type CommitRule, type Fault } from '../rule.ts';
import type { Scope } from '../scope.ts';

/** The command that lets a request take work. */
export function letIn(workflow: Workflow, id: CrqId, status: Status | null): string {
  if (status === null) return `gitcrq crq show ${id}`;
  const step = nextStatuses(workflow, status).find((next) => acceptsCommits(workflow, next)) ?? workflow.new;
  const again = step === workflow.new && status !== workflow.draft;
  return again ? `gitcrq reopen ${id} -m "more work"` : `gitcrq crq move ${id} ${step}`;
}

async function refusedLinks(commit: JudgedCommit, scope: Scope): Promise<readonly Fault[]> {
  const states = await linkStates(commit, scope);
  const refused = states.find(({ state }) => state === 'refusing');
  if (refused === undefined || states.some(({ state }) => state === 'accepting')) return [];
  if (await isAlwaysAccepted(commit, scope)) return [];
  return [
    {
      ...aboutCommit(commit),
      crq: refused.id,
      message: `${refused.why}, so it takes no commits`,
      next: letIn(scope.basis.policy.crq.workflow, refused.id, refused.status),
    },
  ];
}

export const linkNotAccepting: CommitRule = {
  id: 'link/not-accepting',
  title: 'Work is linked to a change request that is open or approved.',
  why: 'A request that is closed, rejected or not yet open has not asked for this work.',
  bad: `gitcrq defer CRQ-42 -m "after the release"
git commit --allow-empty -m "Add login form" -m "CRQ: CRQ-42"`,
  good: `gitcrq defer CRQ-42 -m "after the release"
gitcrq reopen CRQ-42 -m "needed for the release"
git commit --allow-empty -m "Add login form" -m "CRQ: CRQ-42"`,
  level: 'error',
  judges: 'commit',
  lasting: true,
  judge: (commit, scope) => (commit.linked ? refusedLinks(commit, scope) : []),
};
