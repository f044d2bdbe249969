/** From what is known to what is pushed, or to who is in the way. Nothing is written here but objects that nobody sees. */
import type { Oid } from '../domain/brand.ts';
import { isPathType, type Lease, type LeaseKey, overlap } from '../domain/lease.ts';
import { ok, type Result } from '../domain/result.ts';
import type { RefChange } from '../git/refs.ts';
import { type Desk, isOwn, write } from './lease-desk.ts';
import { judge } from './lease-judge.ts';
import type { PathLease, Paths } from './lease-paths.ts';
import { INDEX_REF } from './lease-ref.ts';
import type { Placed, Survey } from './lease-survey.ts';

export interface Wanted {
  readonly keys: readonly LeaseKey[];
  readonly ttl_s: number;
  readonly priority: number;
}

/** A lease that is written and not yet pushed. */
export interface Written {
  readonly lease: Omit<Lease, 'nonce' | 'at'>;
  readonly ref: string;
  readonly from: Oid | null;
  readonly to: Oid;
  /** It was held before, by the same holder. */
  readonly renewed: boolean;
}

export interface Blocked {
  readonly wanted: LeaseKey;
  readonly by: Lease;
  readonly ref: string;
  readonly expires_in_s: number;
}

export type Decision =
  | {
      readonly kind: 'push';
      readonly leases: readonly Written[];
      /** Expired leases that overlap: they end in the same push, so that a late renewal of one is refused. */
      readonly ended: readonly Written[];
      readonly changes: readonly RefChange[];
      readonly paths: Paths | null;
    }
  | { readonly kind: 'blocked'; readonly blocked: Blocked }
  /** Something else may be true by now; the board has to be asked. */
  | { readonly kind: 'unsure' };

interface InTheWay {
  readonly expired: readonly Placed[];
  readonly blocked: Blocked | null;
}

/** Leases of others that overlap with new paths. */
async function inTheWay(
  desk: Desk,
  news: readonly Placed[],
  { paths, looked, placed }: Survey,
): Promise<InTheWay | null> {
  const expired: Placed[] = [];
  for (const lease of paths.leases) {
    if (isOwn(desk, lease, lease.by) || placed.some(({ ref }) => ref === lease.ref)) continue;
    const hit = news.find(({ key }) => overlap(key, lease));
    if (hit === undefined) continue;
    if (looked === null) return null;
    const { ref } = lease;
    const oid = looked.refs.get(ref) ?? null;
    const standing = await judge(desk, ref, oid, looked.asked_ms);
    if (standing.kind === 'held')
      return { expired, blocked: { wanted: hit.key, by: standing.lease, ref, expires_in_s: standing.expires_in_s } };
    if (standing.kind === 'free' && standing.why === 'expired') expired.push({ key: lease, ref, oid, standing });
  }
  return { expired, blocked: null };
}

const isNewPath = ({ key, standing }: Placed): boolean => standing.kind === 'free' && isPathType(key.type);

async function written(
  desk: Desk,
  { key, ref, oid, standing }: Placed,
  { ttl_s, priority }: Omit<Wanted, 'keys'>,
  state: Lease['state'],
): Promise<Result<Written>> {
  const renewed = standing.kind === 'mine';
  const token = standing.token + (renewed || state === 'released' ? 0 : 1);
  const { type, key: name } = key;
  const { holder, session } = renewed ? standing.lease : desk.who;
  // Whoever runs within somebody's lease may lengthen it, and not end it early.
  const least_s = renewed && session !== desk.who.session ? standing.lease.ttl_s : 0;
  const time = { ttl_s: Math.max(ttl_s, least_s), priority };
  const lease = { type, key: name, state, holder, session, token: Math.max(1, token), ...time };
  const to = await write(desk, lease);
  return to.ok ? ok({ lease, ref, from: oid, to: to.value, renewed }) : to;
}

/** Each of them, or the first failure. */
async function all<A, B>(items: readonly A[], make: (item: A) => Promise<Result<B>>): Promise<Result<readonly B[]>> {
  const made: B[] = [];
  for (const item of items) {
    const one = await make(item);
    if (!one.ok) return one;
    made.push(one.value);
  }
  return ok(made);
}

const change = ({ ref, from, to }: Written): RefChange => ({ ref, from, to });

/** The paths as they are known once the push is through. */
function pathsAfter(
  { paths }: Survey,
  index: Oid,
  desk: Desk,
  news: readonly Written[],
  ended: readonly Written[],
): Paths {
  const gone = [...news, ...ended].map(({ ref }) => ref);
  const added = news.map(({ ref, lease }): PathLease => ({ ref, ...lease, by: desk.signer.key.id }));
  return { index, leases: [...paths.leases.filter(({ ref }) => !gone.includes(ref)), ...added] };
}

/** Fails only where the lease cannot be written. */
export async function decide(desk: Desk, wanted: Wanted, survey: Survey): Promise<Result<Decision>> {
  const { placed, looked } = survey;
  for (const { key, ref, standing } of placed)
    if (standing.kind === 'held') {
      if (looked === null) return ok({ kind: 'unsure' });
      const { lease, expires_in_s } = standing;
      return ok({ kind: 'blocked', blocked: { wanted: key, by: lease, ref, expires_in_s } });
    }
  const news = placed.filter(isNewPath);
  const others = await inTheWay(desk, news, survey);
  if (others === null) return ok({ kind: 'unsure' });
  if (others.blocked !== null) return ok({ kind: 'blocked', blocked: others.blocked });
  const leases = await all(placed, (one) => written(desk, one, wanted, 'held'));
  if (!leases.ok) return leases;
  const ended = await all(others.expired, (one) => written(desk, one, wanted, 'released'));
  if (!ended.ok) return ended;
  const changes = [...leases.value, ...ended.value].map(change);
  if (news.length === 0) return ok({ kind: 'push', leases: leases.value, ended: [], changes, paths: null });
  const { writer, ports } = desk.coord.repo;
  const index = writer.write('blob', `${Buffer.from(ports.random.bytes(16)).toString('hex')}\n`);
  const added = leases.value.filter(({ ref }) => news.some((one) => one.ref === ref));
  return ok({
    kind: 'push',
    leases: leases.value,
    ended: ended.value,
    // Last: where refs are moved one by one, who sees the new index sees the leases as well.
    changes: [...changes, { ref: INDEX_REF, from: survey.paths.index, to: index }],
    paths: pathsAfter(survey, index, desk, added, ended.value),
  });
}
