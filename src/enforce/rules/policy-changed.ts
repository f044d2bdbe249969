/** What a branch is judged by is changed only with an approval. */
import type { CrqId, Oid } from '../../domain/brand.ts';
import { pathStem } from '../../domain/crq.ts';
import { parseWrittenId } from '../../domain/id.ts';
import { parseTransition } from '../../domain/lifecycle.ts';
import { linesOf, parseMessage } from '../../domain/message.ts';
import { isAncestor } from '../../git/refs.ts';
import { isBaseBranch } from '../../store/basis.ts';
import { type GuardedChange, guardedChanges } from '../guarded.ts';
import type { RecordChange } from '../record-changes.ts';
import type { Fault, TipRule } from '../rule.ts';
import type { Scope } from '../scope.ts';

/** The request that this change of a record moves to `approved`; null if it does not. */
async function approvedBy({ path, from, to }: RecordChange, scope: Scope): Promise<CrqId | null> {
  const stem = pathStem(scope.basis.policy.crq.directory, path);
  const id = stem === null ? null : parseWrittenId(stem, scope.prefixes);
  if (id === null || to === null) return null;
  const [before, after] = await Promise.all([
    from === null ? null : scope.states.of(from, id),
    scope.states.of(to, id),
  ]);
  if (after.kind !== 'read' || after.crq.status !== 'approved') return null;
  return before?.kind === 'read' && before.crq.status === 'approved' ? null : id;
}

/** A squash holds change and approval in one commit, and says so in its lines. */
async function saysApproved(scope: Scope, commit: Oid): Promise<boolean> {
  const object = await scope.repo.reader.read(commit);
  const text = object?.bytes.toString('utf8') ?? '';
  const message = parseMessage(text.slice(text.indexOf('\n\n') + 2));
  return linesOf(message, 'CRQ-Transition').some((line) => parseTransition(line)?.to === 'approved');
}

/** Has the commit from another parent what it has at this path? Then that side changed it, and a landing only brings it. */
async function isBrought({ repo }: Scope, commit: Oid, { path, to }: RecordChange): Promise<boolean> {
  const other = `${commit}^2`;
  if ((await repo.reader.info(other)) === null) return false;
  return ((await repo.reader.info(`${other}:${path}`))?.oid ?? null) === to;
}

/** Was the branch's request approved after this commit, or in it? */
async function isApproved(scope: Scope, changing: Oid): Promise<boolean> {
  for (const [commit, changes] of scope.changes) {
    for (const change of changes) {
      const id = await approvedBy(change, scope);
      if (id === null || (scope.own !== null && id !== scope.own) || (await isBrought(scope, commit, change))) continue;
      const after = await isAncestor(scope.repo, changing, commit);
      if (after.ok && after.value) return true;
    }
  }
  return saysApproved(scope, changing);
}

/** The last commit of the range that changed the path by itself: changes come newest first. */
async function lastChange(scope: Scope, path: string): Promise<Oid | null> {
  for (const [commit, changes] of scope.changes) {
    const change = changes.find((one) => one.path === path);
    if (change !== undefined && !(await isBrought(scope, commit, change))) return commit;
  }
  return null;
}

/** Is it a push of a branch of work, which others have to see before they can approve? */
const isOnItsWay = ({ range, basis }: Scope): boolean =>
  range.pushing === true && range.branch !== null && !isBaseBranch(basis, range.branch);

async function judgeChange(scope: Scope, { path, what }: GuardedChange): Promise<readonly Fault[]> {
  const oid = await lastChange(scope, path);
  if (oid !== null && (await isApproved(scope, oid))) return [];
  return [
    {
      ...(oid === null ? {} : { oid }),
      path,
      ...(scope.own === null ? {} : { crq: scope.own }),
      soft: isOnItsWay(scope),
      message: `it changes ${what}, and nobody approved the request since`,
      next: `gitcrq approve ${scope.own ?? `${scope.prefixes[0] ?? 'CRQ'}-<n>`}`,
    },
  ];
}

export const policyChanged: TipRule = {
  id: 'policy/changed',
  title: 'The policy, the attributes of requests and the base of a request change only with an approval.',
  why: 'A branch is judged by what the base says, never by its own copy; but once it has landed, everybody is judged by it.',
  bad: `gitcrq config set commits.link off
git commit -am "Ask for no links" -m "CRQ: CRQ-42"`,
  good: `gitcrq config set commits.link require
git commit -am "Ask for links written by hand" -m "CRQ: CRQ-42"
gitcrq approve CRQ-42`,
  level: 'error',
  judges: 'tip',
  judge: async (scope) =>
    (await Promise.all((await guardedChanges(scope)).map((change) => judgeChange(scope, change)))).flat(),
};
