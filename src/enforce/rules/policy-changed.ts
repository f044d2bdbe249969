/** What a branch is judged by is changed only with an approval. */
import { approvers, type Ground, isSole } from '../../coord/review-holds.ts';
import { isOpen, trustNow } from '../../coord/trust.ts';
import type { CrqId, Oid } from '../../domain/brand.ts';
import { pathStem } from '../../domain/crq.ts';
import { parseWrittenId } from '../../domain/id.ts';
import { parseTransition } from '../../domain/lifecycle.ts';
import { linesOf, parseMessage } from '../../domain/message.ts';
import { once } from '../../domain/once.ts';
import { unwrap } from '../../domain/result.ts';
import { isAncestor } from '../../git/refs.ts';
import { isBaseBranch } from '../../store/basis.ts';
import { recordRules } from '../../store/merge-commits.ts';
import { type Approvals, codeApprovals, notFetched } from '../approved-code.ts';
import { differsAt, type GuardedChange, guardedChanges } from '../guarded.ts';
import { isLanded, landingsOf } from '../landing-of.ts';
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
  const { approved } = scope.basis.policy.crq.workflow;
  if (approved === null || after.kind !== 'read' || after.crq.status !== approved) return null;
  return before?.kind === 'read' && before.crq.status === approved ? null : id;
}

/** A squash holds change and approval in one commit, and says so in its lines. */
async function saysApproved(scope: Scope, commit: Oid): Promise<boolean> {
  const { approved } = scope.basis.policy.crq.workflow;
  const object = await scope.repo.reader.read(commit);
  const text = object?.bytes.toString('utf8') ?? '';
  const message = parseMessage(text.slice(text.indexOf('\n\n') + 2));
  return linesOf(message, 'CRQ-Transition').some((line) => parseTransition(line)?.to === approved);
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

/** The commits of the range that changed the path by themselves, newest first. */
async function ownChanges(scope: Scope, path: string): Promise<readonly Oid[]> {
  const found: Oid[] = [];
  for (const [commit, changes] of scope.changes) {
    const change = changes.find((one) => one.path === path);
    if (change !== undefined && !(await isBrought(scope, commit, change))) found.push(commit);
  }
  return found;
}

/** Is it a push of a branch of work, which others have to see before they can approve? */
const isOnItsWay = ({ range, basis }: Scope): boolean =>
  range.pushing === true && range.branch !== null && !isBaseBranch(basis, range.branch);

/** A state of the branch that has to be approved, and who may do that. */
interface Asked {
  readonly ground: Ground;
  readonly approvals: () => Promise<Approvals>;
}

const suffices = ({ all }: Approvals, { trust }: Ground): boolean =>
  all.some((standing) => standing.state === 'holds' || isSole(trust, standing));

async function whyNot({ ground, approvals }: Asked): Promise<string> {
  if (isOpen(ground.trust, 'approve')) return 'nobody approved the request since';
  const last = (await approvals()).all.at(-1);
  const told =
    last === undefined ? '' : `; the approval of ${last.signer ?? last.review.by} does not count: ${last.why}`;
  return `nobody who may approve (${approvers(ground.trust).join(', ')}) approved the branch as it is${told}`;
}

/** While nobody has the right to approve, it is a step of the request, which one that is closed cannot take. */
async function howToApprove({ range, own, prefixes, basis, states }: Scope, asked: Asked): Promise<string> {
  const id = own ?? `${prefixes[0] ?? 'CRQ'}-<n>`;
  if (!isOpen(asked.ground.trust, 'approve')) return `gitcrq approve ${id}`;
  const { workflow } = basis.policy.crq;
  const state = own === null ? null : await states.at(range.head, own);
  return state?.kind === 'read' && state.crq.status === workflow.closed
    ? `gitcrq reopen ${id} -m "to be approved"`
    : `gitcrq approve ${id} --plan`;
}

async function judgeChange(
  scope: Scope,
  { path, what }: GuardedChange,
  asked: Asked,
  oid: Oid | null,
): Promise<readonly Fault[]> {
  const open = isOpen(asked.ground.trust, 'approve');
  if (open && oid !== null && (await isApproved(scope, oid))) return [];
  const approvals = await asked.approvals();
  if (suffices(approvals, asked.ground)) return [];
  if (approvals.unasked && !isOnItsWay(scope)) throw notFetched(scope.basis).error;
  return [
    {
      ...(oid === null ? {} : { oid }),
      path,
      ...(scope.own === null ? {} : { crq: scope.own }),
      soft: isOnItsWay(scope),
      message: `it changes ${what}, and ${await whyNot(asked)}`,
      next: await howToApprove(scope, asked),
    },
  ];
}

const asking = ({ repo, basis, own }: Scope, ground: Ground): Asked => ({
  ground,
  approvals: once(async () => unwrap(await codeApprovals(repo, basis, ground, own))),
});

/** A branch that is to land is approved as a whole, by those whom its target trusts now. */
async function judgeBranch(scope: Scope, base: Oid, changes: readonly GuardedChange[]): Promise<readonly Fault[]> {
  const { policy } = scope.basis;
  const trust = trustNow(scope.basis);
  const asked = asking(scope, { base, head: scope.range.head, trust, ...recordRules(policy) });
  const each = changes.map(async (change) =>
    judgeChange(scope, change, asked, (await ownChanges(scope, change.path))[0] ?? null),
  );
  return (await Promise.all(each)).flat();
}

/** The landings that brought the change, each with the newest commit that made it. */
async function guardedLandings(scope: Scope, { path }: GuardedChange): Promise<readonly (readonly [Oid, Ground])[]> {
  const newest = new Map<Oid, readonly [Oid, Ground]>();
  for (const [oid, ground] of await landingsOf(scope, await ownChanges(scope, path))) {
    if (newest.has(ground.head)) continue;
    if (await differsAt(scope, path, ground.base, ground.head)) newest.set(ground.head, [oid, ground]);
  }
  return [...newest.values()];
}

/** What landed was approved as it landed, by those who were trusted then. */
async function judgeLandings(scope: Scope, base: Oid, changes: readonly GuardedChange[]): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const change of changes) {
    const landings = await guardedLandings(scope, change);
    if (landings.length === 0) faults.push(...(await judgeBranch(scope, base, [change])));
    for (const [oid, ground] of landings) {
      const found = await judgeChange(scope, change, asking(scope, ground), oid);
      faults.push(...found);
      if (found.length > 0) break;
    }
  }
  return faults;
}

async function judge(scope: Scope): Promise<readonly Fault[]> {
  const changes = await guardedChanges(scope);
  const { base } = scope.range;
  if (changes.length === 0 || base === null) return [];
  return (await isLanded(scope)) ? judgeLandings(scope, base, changes) : judgeBranch(scope, base, changes);
}

export const policyChanged: TipRule = {
  id: 'policy/changed',
  title: 'The policy, the attributes of requests and the base of a request change only with an approval.',
  why: 'A branch is judged by what the base says, never by its own copy; but once it has landed, everybody is judged by it.',
  bad: `gitcrq config set commits.link off
git commit -am "Ask for no links" -m "CRQ: CRQ-42"`,
  good: `gitcrq config set commits.link require
git commit -am "Ask for links written by hand" -m "CRQ: CRQ-42"
gitcrq approve CRQ-42 --plan`,
  level: 'error',
  judges: 'tip',
  judge,
};
