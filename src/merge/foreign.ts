/**
 * Branches that came to their base by other means than the queue: a button of a forge, a plain `git merge`. Their requests
 * are closed once. Whoever changed the state since knew better, and what the queue landed itself is none of this.
 */
import { cameOtherwise } from '../crq/landed/otherwise.ts';
import { branchOfRef, HEADS } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { isLegal } from '../domain/lifecycle.ts';
import { ok, type Result } from '../domain/result.ts';
import { listRefs, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { notedCrq } from '../store/branch-of.ts';
import { isUnreadable, loadCrq, type StoredCrq } from '../store/crq-load.ts';
import type { Closing } from './closing-commit.ts';
import { headsOf, type Reading } from './reading.ts';
import { eventsOf, type Queue } from './waiting.ts';

/** A branch whose request is still open on its base. */
interface Suspect {
  readonly id: CrqId;
  readonly branch: string;
  readonly head: Oid;
  readonly basis: Basis;
  readonly tip: Oid;
  readonly stored: StoredCrq;
}

export interface Foreign extends Closing {
  readonly basis: Basis;
  readonly branch: string;
}

const closable = (basis: Basis, copy: Awaited<ReturnType<typeof loadCrq>>): copy is StoredCrq =>
  copy !== null &&
  !isUnreadable(copy) &&
  isLegal(basis.policy.crq.workflow, copy.crq.status, basis.policy.crq.workflow.closed);

/** Branches that were here when this clone last fetched and are gone from the remote: a forge deletes what it merged. */
async function gone(repo: Repo, reading: Reading, queue: Queue): Promise<Result<readonly Suspect[]>> {
  const { basis, tip } = reading;
  if (basis.remote === null) return ok([]);
  const prefix = trackingRef(basis.remote, '');
  const listed = await listRefs(repo, [prefix]);
  if (!listed.ok) return listed;
  const there = new Set(headsOf(reading).map(([branch]) => branch));
  const found: Suspect[] = [];
  for (const [ref, head] of listed.value) {
    const branch = branchOfRef(`${HEADS}${ref.slice(prefix.length)}`) ?? '';
    const id = notedCrq(basis, reading.notes, branch);
    if (id === null || there.has(branch) || queue.waiting.some((entry) => entry.id === id)) continue;
    const stored = await loadCrq(repo, basis, tip, id);
    if (closable(basis, stored) && stored.crq.base === basis.base)
      found.push({ id, branch, head, basis: { ...basis, tip, seen: tip }, tip, stored });
  }
  return ok(found);
}

/** Branches that wait and do not ask: one that asks is landed by the queue, whatever the base has of it. */
async function suspects(repo: Repo, reading: Reading, queue: Queue): Promise<Result<readonly Suspect[]>> {
  const found: Suspect[] = [];
  for (const { id, branch, head, basis, tip, asked_s, onBase, stops } of queue.waiting) {
    if (asked_s === null && stops.length === 0 && closable(basis, onBase))
      found.push({ id, branch, head, basis, tip, stored: onBase });
  }
  const away = await gone(repo, reading, queue);
  return away.ok ? ok([...found, ...away.value]) : away;
}

/** Those of one base whose work the base has, by other means than the queue. */
async function arrivedOn(
  repo: Repo,
  reading: Reading,
  queue: Queue,
  all: readonly Suspect[],
): Promise<Result<readonly Suspect[]>> {
  const [first] = all;
  if (first === undefined) return ok([]);
  const heads = all.map(({ branch, id, head, stored }) => ({ name: branch, crq: id, tip: head, path: stored.path }));
  const events = await eventsOf(repo, reading, queue.logs, first.basis.base);
  const came = await cameOtherwise(repo, first.basis, heads, events);
  return came.ok ? ok(all.filter((_, n) => came.value[n] != null)) : came;
}

/** The requests to close, one entry each: all their branches that are there have come. */
export async function foreignMerges(repo: Repo, reading: Reading, queue: Queue): Promise<Result<readonly Foreign[]>> {
  const all = await suspects(repo, reading, queue);
  if (!all.ok) return all;
  const bases = new Set(all.value.map(({ basis }) => basis.base));
  const found = new Map<CrqId, Foreign>();
  for (const base of bases) {
    const some = all.value.filter(({ basis }) => basis.base === base);
    const arrived = await arrivedOn(repo, reading, queue, some);
    if (!arrived.ok) return arrived;
    const there = new Set(arrived.value.map(({ branch }) => branch));
    const isLeft = (id: CrqId): boolean => queue.waiting.some((entry) => entry.id === id && !there.has(entry.branch));
    for (const { id, branch, head, basis, stored } of arrived.value)
      if (!isLeft(id)) found.set(id, { stored, tip: head, basis, branch });
  }
  return ok([...found.values()]);
}
