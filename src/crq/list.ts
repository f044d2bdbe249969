/** All requests: the base's copies, the proposals on their branches, and every file that cannot be read. */

import { queueEvents } from '../coord/queue-log.ts';
import type { CrqId } from '../domain/brand.ts';
import type { ChangeClass, Risk } from '../domain/change-class.ts';
import type { Crq, Unreadable } from '../domain/crq.ts';
import { compareIds } from '../domain/id.ts';
import { CLOSING, type Phase, phaseOf, type Status } from '../domain/lifecycle.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { type Loaded, loadAllCrqs } from '../store/crq-load.ts';
import type { QueueEvent } from '../store/queue-log.ts';
import { branchCopies, type BranchCopy as Copy } from './branch-copies.ts';
import { type CrqBranch, listBranches } from './branches.ts';
import { duplicates } from './duplicates.ts';
import type { ShownStatus } from './find.ts';
import type { Landed } from './landed/ground.ts';
import { landingRecord } from './landed/recorded.ts';
import { landedUnsaid } from './landed-unsaid.ts';
import { otherBases } from './own-base.ts';

export interface ListedCrq {
  readonly id: CrqId;
  readonly title: string;
  readonly status: ShownStatus;
  /** What the state means, whatever the workflow calls it. */
  readonly phase: Phase;
  readonly on_base: boolean;
  readonly type: string;
  readonly owner: string;
  readonly priority: string;
  readonly created: string;
  readonly depends_on: readonly CrqId[];
  readonly base: string;
  readonly path: string;
  readonly branches: readonly { readonly name: string; readonly status?: Status; readonly phase?: Phase }[];
  readonly landed?: Landed;
  readonly template?: string;
  readonly class?: ChangeClass;
  readonly risk?: Risk;
  readonly window?: string;
}

export interface CrqList {
  readonly crqs: readonly ListedCrq[];
  readonly unreadable: readonly Unreadable[];
  /** Two requests that were made under one id: where, and what to do. */
  readonly warnings: readonly string[];
}

export function listed(
  { policy }: Basis,
  crq: Crq,
  path: string,
  onBase: boolean,
  branches: ListedCrq['branches'],
  landed: Landed | null,
): ListedCrq {
  const { id, title, type, owner, priority, created, depends_on, base } = crq;
  const status: ShownStatus = !onBase && crq.status === policy.crq.workflow.closed ? CLOSING : crq.status;
  return {
    id,
    title,
    status,
    phase: phaseOf(policy.crq.workflow, status),
    on_base: onBase,
    type,
    owner,
    priority,
    created,
    depends_on,
    base,
    path,
    branches,
    ...(landed === null ? {} : { landed }),
    ...(crq.template === undefined ? {} : { template: crq.template }),
    ...(crq.class === undefined ? {} : { class: crq.class }),
    ...(crq.risk === undefined ? {} : { risk: crq.risk }),
    ...(crq.window === undefined ? {} : { window: crq.window }),
  };
}

/** The last landing of a request that was not taken back. */
function landingOf(events: readonly QueueEvent[], id: CrqId): Landed | null {
  const last = events.findLast((event) => event.crq === id && event.event === 'landed');
  const record = last === undefined ? null : landingRecord(events, last.head);
  return record === null ? null : { oid: record.landing, proof: 'record' };
}

interface OnBase {
  /** The base that has it. */
  readonly at: Basis;
  readonly crq: Crq;
  readonly path: string;
  readonly landed: Landed | null;
}

/** The requests of all bases: each as the base that it names has it, else as the default base does. */
async function onBases(
  repo: Repo,
  basis: Basis,
): Promise<Result<{ crqs: readonly OnBase[]; unreadable: readonly Unreadable[]; here: Loaded }>> {
  const others = await otherBases(repo, basis);
  if (!others.ok) return others;
  const found = new Map<CrqId, OnBase>();
  let here: Loaded = { crqs: [], unreadable: [] };
  for (const at of [basis, ...others.value]) {
    const [loaded, events] = await Promise.all([
      at.seen === null ? { crqs: [], unreadable: [] } : loadAllCrqs(repo, at, at.seen),
      queueEvents(repo, at),
    ]);
    if (at === basis) here = loaded;
    for (const { crq, path } of loaded.crqs)
      if (at === basis || crq.base === at.base) found.set(crq.id, { at, crq, path, landed: landingOf(events, crq.id) });
  }
  return ok({ crqs: [...found.values()], unreadable: here.unreadable, here });
}

export async function listCrqs(repo: Repo, basis: Basis): Promise<Result<CrqList>> {
  const [branches, base] = await Promise.all([listBranches(repo, basis), onBases(repo, basis)]);
  if (!branches.ok) return branches;
  if (!base.ok) return base;
  const { crqs, unreadable } = base.value;
  const own = branches.value.filter((branch) => branch.crq !== null);
  const copies = await branchCopies(repo, basis, own, base.value.here);
  const bad = copies.flatMap((copy) => ('reason' in copy ? [copy] : []));
  const byId = new Map<CrqId, Copy[]>();
  for (const copy of copies) {
    if ('reason' in copy || copy.branch.crq === null) continue;
    const list = byId.get(copy.branch.crq);
    if (list === undefined) byId.set(copy.branch.crq, [copy]);
    else list.push(copy);
  }
  const names = (id: CrqId): ListedCrq['branches'] =>
    (byId.get(id) ?? []).map(({ branch, crq }) => ({
      name: branch.name,
      ...(crq === null ? {} : { status: crq.status, phase: phaseOf(basis.policy.crq.workflow, crq.status) }),
    }));
  const onBase = new Set(crqs.map(({ crq }) => crq.id));
  const begun = new Map<CrqId | null, CrqBranch[]>();
  for (const branch of own) begun.set(branch.crq, [...(begun.get(branch.crq) ?? []), branch]);
  const unsaid = await landedUnsaid(
    repo,
    crqs.map((stored) => ({ ...stored, branches: begun.get(stored.crq.id) ?? [] })),
  );
  if (!unsaid.ok) return unsaid;
  const rows = crqs.map(({ crq, path, landed }) =>
    listed(basis, crq, path, true, names(crq.id), unsaid.value.get(crq.id) ?? landed),
  );
  for (const [id, [first]] of byId) {
    if (first?.crq != null && !onBase.has(id)) rows.push(listed(basis, first.crq, first.path, false, names(id), null));
  }
  rows.sort((a, b) => compareIds(a.id, b.id));
  const warnings = await duplicates(repo, basis, crqs, byId);
  return ok({ crqs: rows, unreadable: [...unreadable, ...bad], warnings });
}
