/** `coord leases`: all leases as a reader wants them. */
import { compileLeases } from '../coord/lease-compile.ts';
import type { Desk } from '../coord/lease-desk.ts';
import { type LeaseList, type Listed, leaseOf, listLeases } from '../coord/lease-list.ts';
import { ok, type Result } from '../domain/result.ts';
import { dropStranded } from './claim-trees.ts';
import { type Clone, inClone } from './clone.ts';
import { deskOf } from './lease.ts';
import { placeOf } from './lease-place.ts';
import type { Wired } from './wire.ts';

export interface LeaseRow {
  /** What it says of itself; null where it says nothing that can be read. */
  readonly key: string | null;
  readonly type: string | null;
  readonly holder: string | null;
  readonly session: string | null;
  readonly token: number | null;
  readonly priority: number | null;
  readonly at: string | null;
  /** Only `held` holds anything. */
  readonly state: 'held' | 'expired' | 'void';
  readonly mine: boolean;
  readonly expires_in_s: number | null;
  /** Why it holds nothing. */
  readonly why: string | null;
  readonly ref: string;
}

export interface LeaseRows {
  readonly leases: readonly LeaseRow[];
  readonly stale: string | null;
  /** The base gives the right to lease to nobody, so every signed lease counts. */
  readonly open: boolean;
}

function row(listed: Listed): LeaseRow {
  const { ref, standing } = listed;
  const {
    key = null,
    type = null,
    holder = null,
    session = null,
    token = null,
    priority = null,
    at = null,
  } = leaseOf(listed);
  const said = { key, type, holder, session, token, priority, at, ref };
  if (standing.kind !== 'free')
    return {
      ...said,
      state: 'held',
      mine: standing.kind === 'mine',
      expires_in_s: standing.kind === 'held' ? standing.expires_in_s : null,
      why: null,
    };
  const why = standing.why === 'expired' ? 'nobody renewed it' : (standing.problem ?? null);
  return { ...said, state: standing.why === 'expired' ? 'expired' : 'void', mine: false, expires_in_s: null, why };
}

/** All leases; commits are warned of what is seen here. */
export async function listed({ repo }: Clone, desk: Desk): Promise<Result<LeaseList>> {
  const list = await listLeases(desk);
  if (list.ok && list.value.stale === null) {
    const held = list.value.leases.flatMap(({ standing }) => (standing.kind === 'free' ? [] : [standing.lease]));
    await compileLeases(desk, placeOf(repo), held);
  }
  return list;
}

export const leases = (ports: Wired): Promise<LeaseRows> =>
  inClone(ports, async (clone) => {
    await dropStranded(clone);
    const desk = deskOf(clone);
    if (!desk.ok) return desk;
    const list = await listed(clone, desk.value);
    if (!list.ok) return list;
    return ok({ leases: list.value.leases.map(row), stale: list.value.stale, open: desk.value.trusted === null });
  });
