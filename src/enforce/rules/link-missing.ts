/** An ordinary commit says which request it belongs to. */
import { exempted } from '../../domain/exemption.ts';
import { nearIds } from '../../domain/id.ts';
import { trailerValues } from '../../domain/message.ts';
import type { JudgedCommit } from '../commit.ts';
import { endedExemption } from '../exemptions.ts';
import { addLink, likelyId, replaceLink, short } from '../mend.ts';
import { aboutCommit, type CommitRule, type Fault } from '../rule.ts';
import type { Scope } from '../scope.ts';

/** A trailer that was meant as a link and is none is named, with the id it is near to. */
async function misspelt(commit: JudgedCommit, scope: Scope, value: string): Promise<readonly Fault[]> {
  const near = nearIds(value, await scope.known());
  const meant = near[0];
  const hint =
    meant === undefined ? `prefixes here: ${scope.prefixes.join(', ')}` : `did you mean ${near.join(' or ')}?`;
  return [
    {
      ...aboutCommit(commit),
      message: `its trailer says ${JSON.stringify(value.slice(0, 60))}, which is no id; ${hint}`,
      next: meant === undefined ? addLink(commit, scope) : replaceLink(commit, scope, meant),
    },
  ];
}

function unlinked(commit: JudgedCommit, scope: Scope): Fault {
  const mention =
    commit.links.via === 'body'
      ? `; ${commit.links.crqs.slice(0, 3).join(', ')} is only mentioned, and a mention links nothing`
      : '';
  const ended = endedExemption(commit, scope.basis.policy.commits.exempt);
  const since =
    ended === null || scope.range.external !== undefined
      ? ''
      : `; the exemption of ${exempted(ended)} (${ended.reason}) ended on ${ended.until}`;
  // All of history is judged: most of it is where others have it, and is not rewritten.
  const published = scope.range.base === null && scope.range.external === undefined && commit.oid !== scope.range.head;
  const next = published ? `gitcrq link add ${short(commit.oid)} ${likelyId(commit, scope)}` : addLink(commit, scope);
  return { ...aboutCommit(commit), message: `it belongs to no change request${mention}${since}`, next };
}

export const linkMissing: CommitRule = {
  id: 'link/missing',
  title: 'Every commit belongs to a change request.',
  why: 'A change that nobody asked for can be neither approved nor traced.',
  bad: 'git commit --allow-empty -m "Add login form"',
  good: 'git commit --allow-empty -m "Add login form" -m "CRQ: CRQ-42"',
  level: 'error',
  judges: 'commit',
  judge(commit, scope) {
    if (
      commit.linked ||
      commit.exempt !== null ||
      commit.parents.length > 1 ||
      scope.basis.policy.commits.link === 'off'
    )
      return [];
    const value = trailerValues(commit.text, 'CRQ')[0];
    return value === undefined || value === '' || scope.range.external !== undefined
      ? [unlinked(commit, scope)]
      : misspelt(commit, scope, value);
  },
};
