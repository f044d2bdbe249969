/** A request that was on the base stays there. */
import { pathStem } from '../../domain/crq.ts';
import { parseWrittenId } from '../../domain/id.ts';
import type { JudgedCommit } from '../commit.ts';
import { onFirstParents } from '../first-parents.ts';
import { short } from '../mend.ts';
import { aboutCommit, type CommitRule, type Fault } from '../rule.ts';
import type { Scope } from '../scope.ts';

/**
 * Was the file on the target before? On a branch of its own a request may come and go, also where another one got the
 * same id on the target meanwhile.
 */
async function wasPublic(commit: JudgedCommit, path: string, scope: Scope): Promise<boolean> {
  const { base } = scope.range;
  if (base !== null) {
    const shared = (await scope.forkPoint()) ?? base;
    return (await scope.repo.reader.info(`${shared}:${path}`)) !== null;
  }
  return (await onFirstParents(scope)).has(commit.oid);
}

async function deletions(commit: JudgedCommit, scope: Scope): Promise<readonly Fault[]> {
  const faults = [];
  for (const { path, to } of commit.changes) {
    const stem = pathStem(scope.basis.policy.crq.directory, path);
    const id = stem === null ? null : parseWrittenId(stem, scope.prefixes);
    if (to !== null || id === null || (await scope.repo.reader.info(`${scope.range.head}:${path}`)) !== null) continue;
    if (!(await wasPublic(commit, path, scope))) continue;
    faults.push({
      ...aboutCommit(commit),
      crq: id,
      path,
      message: `it deletes ${path}`,
      next: `git restore --source=${short(commit.parents[0] ?? commit.oid)} --staged --worktree -- ${path}`,
    });
  }
  return faults;
}

export const crqDeleted: CommitRule = {
  id: 'crq/deleted',
  title: 'The file of a change request is never deleted.',
  why: 'Commits are linked to it for ever; a request that is given up is cancelled, and stays readable.',
  bad: `git rm --quiet crqs/CRQ-42.md
git commit -m "Not needed" -m "CRQ: CRQ-42"`,
  good: 'gitcrq cancel CRQ-42 -m "not needed"',
  level: 'error',
  judges: 'commit',
  judge: (commit, scope) => (commit.changes.length > 0 ? deletions(commit, scope) : []),
};
