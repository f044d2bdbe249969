/**
 * Claims: who begins to work on a request takes the lease of type `crq` on it. Where no claim can be made or given back,
 * work goes on, and the answer says so: only somebody else's claim is in the way.
 */
import { canKeepCoord, hasCoordRepo } from '../coord/coord-repo.ts';
import { acquire } from '../coord/lease-acquire.ts';
import type { Desk } from '../coord/lease-desk.ts';
import { judge } from '../coord/lease-judge.ts';
import { listLeases } from '../coord/lease-list.ts';
import { recall } from '../coord/lease-memory.ts';
import { leaseRef } from '../coord/lease-ref.ts';
import { release } from '../coord/lease-release.ts';
import { CRQ_CLAIMED } from '../crq/errors.ts';
import type { CrqId } from '../domain/brand.ts';
import { DEFAULT_PRIORITY, type LeaseKey } from '../domain/lease.ts';
import { inline } from '../domain/printable.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { inScratch } from '../sys/scratch.ts';
import { deskOfSession, noteTree } from './claim-trees.ts';
import type { Clone } from './clone.ts';
import { acquiringDesk, deskOf } from './lease.ts';

/** A day: nothing renews a claim while a person thinks (decision 0024). */
const CLAIM_TTL_S = 86_400;

export interface Claim {
  readonly holder: string;
  readonly session: string;
  readonly token: number;
}

export type Claiming =
  | { readonly claim: Claim; readonly renewed: boolean }
  /** `unclaimed`: why there is no claim. */
  | { readonly claim: null; readonly unclaimed: string };

const keyOf = (id: CrqId): LeaseKey => ({ type: 'crq', key: id });

/** Fails: CRQ_CLAIMED. `tree`: the worktree that the work is for, if it is not the one of this call. */
export async function claim(clone: Clone, id: CrqId, tree?: string): Promise<Result<Claiming>> {
  const desk = await acquiringDesk(clone, tree === undefined ? {} : { tree });
  if (!desk.ok) return ok({ claim: null, unclaimed: desk.error.message });
  const got = await acquire(desk.value, { keys: [keyOf(id)], ttl_s: CLAIM_TTL_S, priority: DEFAULT_PRIORITY });
  if (!got.ok) return ok({ claim: null, unclaimed: got.error.message });
  if (got.value.kind === 'refused') {
    const { by } = got.value.blocked;
    return fail(CRQ_CLAIMED, `${by.holder} (session ${by.session}) works on ${id} since ${inline(by.at)}`, [
      'gitcrq crq list --ready',
      'gitcrq coord leases',
    ]);
  }
  const [written] = got.value.leases;
  if (written === undefined) throw new Error('a claim was given without a lease');
  const { holder, session, token } = written.lease;
  const place = tree ?? clone.repo.workTree;
  if (place !== null) noteTree(desk.value, place);
  return ok({ claim: { holder, session, token }, renewed: written.renewed });
}

/** The desk that holds the claim, as far as this clone knows: this session's, or that of another that claimed from here. */
async function claimant(clone: Clone, id: CrqId, tree: string | undefined): Promise<Desk | null> {
  // Where leases were never used, nothing was claimed.
  if (!hasCoordRepo(clone.repo)) return null;
  const ref = leaseRef(keyOf(id));
  const own = deskOf(clone, tree === undefined ? {} : { tree });
  const oid = own.ok ? recall(own.value.coord, ref).oid : null;
  if (!own.ok || oid === null) return null;
  const standing = await judge(own.value, ref, oid, null);
  if (standing.kind === 'mine') return own.value;
  const other = standing.kind === 'held' ? deskOfSession(clone, standing.lease.session) : null;
  return other?.ok && (await judge(other.value, ref, oid, null)).kind === 'mine' ? other.value : null;
}

/** Gives back the claim on the request: whoever ends the work ends the claim, in whichever worktree it was begun. */
export async function dropClaim(clone: Clone, id: CrqId, tree?: string): Promise<void> {
  const desk = await claimant(clone, id, tree);
  if (desk === null) return;
  const done = await release(desk, [keyOf(id)]);
  if (!done.ok) clone.repo.ports.out.verbose(done.error.message);
}

export interface Claims {
  /** Who else works on what. */
  readonly others: ReadonlyMap<string, string>;
  /** Why this may be old, or is not known; null: it is as the remote has it. */
  readonly stale: string | null;
  /** False: nothing is known, not even of earlier. */
  readonly known: boolean;
}

/** What looking may leave in this clone: all that leases need, what was seen if leases were used here before, or nothing. */
export type Leaves = 'all' | 'seen' | 'nothing';

/** The claims of others, asked of the remote. */
export function claims(clone: Clone, leaves: Leaves): Promise<Claims> {
  const isUsed = hasCoordRepo(clone.repo);
  if (clone.basis.remote === null && !isUsed) return Promise.resolve({ others: new Map(), stale: null, known: true });
  const isLook = leaves !== 'all';
  return leaves === 'nothing' || (isLook && !(isUsed && canKeepCoord(clone.repo)))
    ? inScratch(clone.repo.ports, (scratch) => claimsAt(deskOf(clone, { scratch })))
    : claimsAt(deskOf(clone, { isLook }));
}

async function claimsAt(desk: Result<Desk>): Promise<Claims> {
  const others = new Map<string, string>();
  if (!desk.ok) return { others, stale: desk.error.message, known: false };
  const list = await listLeases(desk.value);
  if (!list.ok) return { others, stale: list.error.message, known: false };
  for (const { standing } of list.value.leases)
    if (standing.kind === 'held' && standing.lease.type === 'crq')
      others.set(standing.lease.key, `${standing.lease.holder} (session ${standing.lease.session})`);
  return { others, stale: list.value.stale, known: true };
}

/** How far claims can be relied on. */
export type Freshness = 'current' | 'stale' | 'unknown';

export const freshness = ({ known, stale }: Claims): Freshness =>
  stale === null ? 'current' : known ? 'stale' : 'unknown';
