/** Branches that stand before the queue: what each of them is, where it wants to go, and since when. */

import { landingRecord } from '../crq/landed/recorded.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import type { Crq, Unreadable } from '../domain/crq.ts';
import type { Strategy } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { notedCrq } from '../store/branch-of.ts';
import { isUnreadable, loadCrq, type StoredCrq } from '../store/crq-load.ts';
import { type QueueEvent, queueLogRef, readEvents } from '../store/queue-log.ts';
import { closedSince_s } from './closing-time.ts';
import { headOf, headsOf, type Reading } from './reading.ts';
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

/** Events of each target's log, read at most once. */
export type Logs = Map<string, Promise<readonly QueueEvent[]>>;

export interface Queue {
  readonly waiting: readonly Waiting[];
  readonly settled: readonly Settled[];
  readonly logs: Logs;
}

const crqOf = (copy: Copy): Crq | null => (copy === null || isUnreadable(copy) ? null : copy.crq);

/** The copy that the branch's work speaks of: its own, or the base's where the branch has none. */
export const requestOf = ({ own, onBase }: Pick<Waiting, 'own' | 'onBase'>): Crq | null => crqOf(own) ?? crqOf(onBase);

const isClosed = ({ policy }: Basis, copy: Copy): boolean => crqOf(copy)?.status === policy.crq.workflow.closed;

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

export function eventsOf(repo: Repo, reading: Reading, logs: Logs, target: string): Promise<readonly QueueEvent[]> {
  const at = reading.refs.get(queueLogRef(target)) ?? null;
  const known =
    logs.get(target) ?? (at === null ? Promise.resolve([]) : readEvents(repo, at, reading.basis.policy.crq.prefixes));
  logs.set(target, known);
  return known;
}

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
  const asks = isClosed(basis.value, own) || isClosed(basis.value, onBase);
  const merged = asks ? await isAncestor(repo, head, tip) : ok(false);
  if (!merged.ok) return merged;
  if (merged.value) return ok({ id, branch, head, target, record: null });
  const asked_s = asks ? await closedSince_s(repo, basis.value, isClosed(basis.value, own) ? head : tip, id) : null;
  return ok({ id, branch, head, basis: basis.value, tip, own, onBase, asked_s, instead, last: true });
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
