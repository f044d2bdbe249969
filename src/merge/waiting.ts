/** Branches that stand before the queue: what each of them is, where it wants to go, and since when. */

import { counting, queueLog } from '../coord/queue-log.ts';
import type { QueueLog } from '../coord/queue-trust.ts';
import { hasCause } from '../crq/landed/cause.ts';
import { landingRecord } from '../crq/landed/recorded.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { type Crq, crqPath, type Unreadable } from '../domain/crq.ts';
import { isGivenUp, type Status } from '../domain/lifecycle.ts';
import type { Policy, Strategy } from '../domain/policy.ts';
import { ok, type Result, unwrap } from '../domain/result.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { notedCrq } from '../store/branch-of.ts';
import { isUnreadable, loadCrq, type StoredCrq } from '../store/crq-load.ts';
import type { Directive } from '../store/queue-directive.ts';
import {
  isDirective,
  isEvent,
  type LogEntry,
  type QueueEvent,
  queueLogRef,
  readEntries,
  readEntry,
} from '../store/queue-log.ts';
import { stateSince_s } from './closing-time.ts';
import { dropOf, type Stop, stopsOf } from './directives.ts';
import { headOf, headsOf, type Reading, readQueue } from './reading.ts';
import { targetBasis } from './target.ts';

export type Copy = StoredCrq | Unreadable | null;

export interface Waiting {
  readonly id: CrqId;
  readonly branch: string;
  readonly head: Oid;
  /** Rules and tip of the base it lands on. */
  readonly basis: Basis;
  readonly tip: Oid;
  /** The copy on the branch, a proposal, and the one on the target. */
  readonly own: Copy;
  readonly onBase: Copy;
  /** Seconds since 1970 at which it asked to land; null if it does not. */
  readonly asked_s: number | null;
  /** Why it cannot land on the base that its request names; null if it can. */
  readonly instead: string | null;
  /** What people told the queue that keeps it from landing. */
  readonly stops: readonly Stop[];
  /** False while another branch of the same request waits behind it: then the request stays as the base has it. */
  readonly last: boolean;
  /** Asked for instead of the policy's. */
  readonly strategy?: Strategy;
}

/** A branch whose head needs no landing any more, with the queue's record of it if there is one. */
export interface Settled {
  readonly id: CrqId;
  readonly branch: string;
  readonly head: Oid;
  readonly target: string;
  readonly record: QueueEvent | null;
}

/** What was read of the queue's logs, by the last entry: each is read at most once. */
export type Logs = Map<Oid, Promise<QueueLog>>;

export interface Queue {
  readonly waiting: readonly Waiting[];
  readonly settled: readonly Settled[];
  readonly logs: Logs;
}

const crqOf = (copy: Copy): Crq | null => (copy === null || isUnreadable(copy) ? null : copy.crq);

/** The copy that the branch's work speaks of: its own, or the base's where the branch has none. */
export const requestOf = ({ own, onBase }: Pick<Waiting, 'own' | 'onBase'>): Crq | null => crqOf(own) ?? crqOf(onBase);

export interface Asks {
  /** The state that lets it land. */
  readonly status: Status;
  readonly where: 'branch' | 'base';
}

/** Does a branch with these copies ask to land? A copy of its own that is given up does not, whatever the base approved. */
export function asksBy({ crq: { workflow }, merge }: Policy, own: Copy, onBase: Copy): Asks | null {
  const [here, there] = [crqOf(own)?.status ?? null, crqOf(onBase)?.status ?? null];
  const at = (status: Status): Asks | null =>
    here === status ? { status, where: 'branch' } : there === status ? { status, where: 'base' } : null;
  const closed = at(workflow.closed);
  if (closed !== null || merge.when === 'closed' || workflow.approved === null) return closed;
  return here !== null && isGivenUp(workflow, here) ? null : at(workflow.approved);
}

interface Target {
  readonly name: string;
  readonly tip: Oid;
  /** Why the base that the request names cannot be it; null if this is the one. */
  readonly instead: string | null;
}

/** The base a request names, by the default base's own copy if there is one; else the default base, with the reason. */
async function targetOf(repo: Repo, reading: Reading, id: CrqId, own: Copy): Promise<Target> {
  const { basis, tip } = reading;
  const copy = await loadCrq(repo, basis, tip, id);
  const base = crqOf(copy)?.base ?? crqOf(own)?.base ?? basis.base;
  const at = headOf(reading, base);
  const known = isBaseBranch(basis, base);
  if (known && at !== null) return { name: base, tip: at, instead: null };
  const why = known ? `there is no branch ${base}` : `${base} is not among branches.base of the policy`;
  return {
    name: basis.base,
    tip,
    instead: `it names ${base} as its base, and ${why}; gitcrq crq set ${id} base=${basis.base}`,
  };
}

/** What a pass lands puts an entry on what it has read, and starts no process to read that. */
async function readOn(repo: Repo, basis: Basis, logs: Logs, at: Oid): Promise<QueueLog> {
  const { prefixes } = basis.policy.crq;
  const last = await readEntry(repo, at, prefixes);
  const below = last?.previous ? await logs.get(last.previous) : undefined;
  if (last !== null && below !== undefined) return queueLog(repo, basis, [...below.entries, last], below);
  return queueLog(repo, basis, await readEntries(repo, at, prefixes));
}

/** The log of a target; throws POLICY_INVALID. */
export async function logOf(repo: Repo, reading: Reading, logs: Logs, target: string): Promise<QueueLog> {
  const at = reading.refs.get(queueLogRef(target));
  if (at === undefined) return { entries: [], ignored: new Map() };
  const basis = unwrap(await targetBasis(repo, reading.basis, target, headOf(reading, target) ?? reading.tip));
  const known = logs.get(at) ?? readOn(repo, basis, logs, at);
  logs.set(at, known);
  return known;
}

const entriesOf = async (repo: Repo, reading: Reading, logs: Logs, target: string): Promise<readonly LogEntry[]> =>
  counting(await logOf(repo, reading, logs, target));

export const eventsOf = async (
  repo: Repo,
  reading: Reading,
  logs: Logs,
  target: string,
): Promise<readonly QueueEvent[]> =>
  (await entriesOf(repo, reading, logs, target)).map(({ told }) => told).filter(isEvent);

export const directivesOf = async (
  repo: Repo,
  reading: Reading,
  logs: Logs,
  target: string,
): Promise<readonly Directive[]> =>
  (await entriesOf(repo, reading, logs, target)).map(({ told }) => told).filter(isDirective);

/** What a branch is to the queue now; null if it is no request's branch or is gone. */
export async function lookAt(
  repo: Repo,
  reading: Reading,
  logs: Logs,
  branch: string,
): Promise<Result<Waiting | Settled | null>> {
  const head = headOf(reading, branch);
  const id = notedCrq(reading.basis, reading.notes, branch);
  if (head === null || id === null) return ok(null);
  const own = await loadCrq(repo, reading.basis, head, id);
  const { name: target, tip, instead } = await targetOf(repo, reading, id, own);
  const basis = await targetBasis(repo, reading.basis, target, tip);
  if (!basis.ok) return basis;
  const record = landingRecord(await eventsOf(repo, reading, logs, target), head);
  if (record !== null) return ok({ id, branch, head, target, record });
  const onBase = await loadCrq(repo, basis.value, tip, id);
  const asks = asksBy(basis.value.policy, own, onBase);
  const merged = asks === null ? ok(false) : await isAncestor(repo, head, tip);
  if (!merged.ok) return merged;
  const isClosed = asks?.status === basis.value.policy.crq.workflow.closed;
  // One that a forge squashed is on its base, though not its commits.
  const squashed =
    isClosed && asks?.where === 'base' && !merged.value
      ? await hasCause(repo, tip, crqPath(basis.value.policy.crq.directory, id), `landed ${head}`)
      : false;
  if ((merged.value && isClosed) || squashed) return ok({ id, branch, head, target, record: null });
  const directives = await directivesOf(repo, reading, logs, target);
  // A branch that is left out asks for nothing, and nothing waits for it.
  const left = dropOf(directives, branch, head) !== null;
  // What is approved and brings nothing was begun a moment ago.
  const since =
    asks === null || merged.value || left ? null : { head: asks.where === 'branch' ? head : tip, id, ...asks };
  const asked_s = since === null ? null : await stateSince_s(repo, basis.value, since);
  const stops = stopsOf(directives, branch, head);
  return ok({ id, branch, head, basis: basis.value, tip, own, onBase, asked_s, instead, stops, last: true });
}

export async function readWaiting(repo: Repo, reading: Reading): Promise<Result<Queue>> {
  const waiting: Waiting[] = [];
  const settled: Settled[] = [];
  const logs: Logs = new Map();
  for (const [branch] of headsOf(reading)) {
    const found = await lookAt(repo, reading, logs, branch);
    if (!found.ok) return found;
    if (found.value === null) continue;
    if (isSettled(found.value)) settled.push(found.value);
    else waiting.push(found.value);
  }
  return ok({ waiting, settled, logs });
}

/** Everything as it is now. */
export async function readAll(repo: Repo, basis: Basis): Promise<Result<{ reading: Reading; queue: Queue }>> {
  const reading = await readQueue(repo, basis);
  if (!reading.ok) return reading;
  const queue = await readWaiting(repo, reading.value);
  repo.ports.trail.at('land/read');
  return queue.ok ? ok({ reading: reading.value, queue: queue.value }) : queue;
}

export const isSettled = (found: Waiting | Settled): found is Settled => 'record' in found;

/** Those that ask to land, and those whose own record cannot be read: nobody knows whether they ask. */
export const asking = (queue: Queue): readonly Waiting[] =>
  queue.waiting.filter(({ asked_s, own }) => asked_s !== null || (own !== null && isUnreadable(own)));

/** The branches of one request that ask; where none does, all of them, so that each can tell why. */
export function branchesOf(queue: Queue, id: CrqId): readonly Waiting[] {
  const own = queue.waiting.filter((entry) => entry.id === id);
  const asked = own.filter(({ asked_s }) => asked_s !== null);
  return asked.length > 0 ? asked : own;
}
