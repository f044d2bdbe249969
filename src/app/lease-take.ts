/** `coord lease` and `coord release`: acquire, wait for whoever is in the way, and say what was given. */
import { LEASE_HELD } from '../coord/errors.ts';
import { asksFor, sayAsk } from '../coord/lease-ask.ts';
import { compileLeases } from '../coord/lease-compile.ts';
import type { Blocked, Wanted, Written } from '../coord/lease-decide.ts';
import type { Desk } from '../coord/lease-desk.ts';
import { type Released, release } from '../coord/lease-release.ts';
import { acquireWaiting } from '../coord/lease-wait.ts';
import type { GitcrqError } from '../domain/error.ts';
import { isPathType, type LeaseKey, type LeaseType } from '../domain/lease.ts';
import { inline } from '../domain/printable.ts';
import { quoted } from '../domain/quote.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { runAround, sessionOfRun } from '../exec/job/inside.ts';
import { noteLeased } from '../exec/job/leases.ts';
import { type Clone, inClone } from './clone.ts';
import { acquiringDesk, deskOf, ttlOf } from './lease.ts';
import { placeOf } from './lease-place.ts';
import { leaseKeys } from './lease-words.ts';
import { keepInRun } from './run/lease-keeper.ts';
import type { Wired } from './wire.ts';

export interface ReleaseAsked {
  readonly words: readonly string[];
  readonly type: LeaseType | undefined;
}

export interface LeaseAsked extends ReleaseAsked {
  readonly priority: number;
  /** null: as long as the policy says. */
  readonly ttl_s: number | null;
  readonly wait_s: number;
}

export interface LeaseAnswer {
  readonly key: string;
  readonly type: LeaseType;
  readonly holder: string;
  readonly session: string;
  /** That of the holder; of the one in the way if it was refused. */
  readonly token: number;
  readonly state: 'held' | 'refused';
  readonly expires_in_s: number;
  readonly by?: string;
  /** What `by` holds, where that is not the key itself. */
  readonly over?: string;
  readonly renewed?: boolean;
}

export interface Taken {
  /** All that was asked for; the one that was refused alone. */
  readonly leases: readonly LeaseAnswer[];
  readonly notes: readonly string[];
  readonly refused: GitcrqError | null;
  /** The run that renews them, and gives them back at its end; null if nothing does. */
  readonly run: string | null;
}

export function heldAnswer({ lease, renewed }: Written): LeaseAnswer {
  const { key, type, holder, session, token, ttl_s } = lease;
  return { key, type, holder, session, token, state: 'held', expires_in_s: ttl_s, renewed };
}

/** A path as a word of a command: what follows `--` is the command of the lease. */
const notFlag = ({ type, key }: LeaseKey): string => (isPathType(type) && key.startsWith('-') ? `./${key}` : key);

/** The same call with the patience it needs, from wherever it was made. */
function waiting({ coord }: Desk, { wanted, expires_in_s }: Blocked): string {
  const { cwd, workTree } = coord.repo;
  const there = workTree === null || workTree === cwd ? '' : `-C ${quoted(workTree)} `;
  return `gitcrq ${there}coord lease --type ${wanted.type} --wait ${expires_in_s + 1}s ${quoted(notFlag(wanted))}`;
}

export function refusedAnswer(desk: Desk, blocked: Blocked): Taken {
  const { wanted, by, expires_in_s } = blocked;
  const isSame = by.key === wanted.key;
  const answer: LeaseAnswer = {
    ...wanted,
    ...desk.who,
    token: by.token,
    state: 'refused',
    expires_in_s,
    by: by.holder,
    ...(isSame ? {} : { over: by.key }),
  };
  const what = isSame ? wanted.key : `${inline(by.key)}, which overlaps with ${wanted.key}`;
  const when = `if nobody renews it, it can be taken in ${expires_in_s} s`;
  const { error } = fail(LEASE_HELD, `${by.holder} (session ${by.session}) holds ${what}; ${when}`, [
    'gitcrq coord leases',
    waiting(desk, blocked),
  ]);
  return { leases: [answer], notes: [], refused: error, run: null };
}

export function wantedOf({ repo, basis }: Clone, { words, type, priority, ttl_s }: LeaseAsked): Result<Wanted> {
  const keys = leaseKeys(repo, words, type);
  return keys.ok ? ok({ keys: keys.value, ttl_s: ttl_s ?? ttlOf(basis), priority }) : keys;
}

export const take = (ports: Wired, asked: LeaseAsked): Promise<Taken> =>
  inClone(ports, async (clone) => {
    const wanted = wantedOf(clone, asked);
    if (!wanted.ok) return wanted;
    const around = runAround(ports);
    const desk = await acquiringDesk(clone, around === null ? {} : { session: sessionOfRun(around.job.run) });
    if (!desk.ok) return desk;
    const got = await acquireWaiting(desk.value, wanted.value, { wait_ms: asked.wait_s * 1000 });
    await compileLeases(desk.value, placeOf(clone.repo));
    if (!got.ok) return got;
    if (got.value.kind === 'refused') return ok(refusedAnswer(desk.value, got.value.blocked));
    const { leases, notes } = got.value;
    const isOfRun = around !== null && leases.some(({ lease }) => lease.session === desk.value.who.session);
    const isKept = isOfRun && (await keepInRun(ports, around));
    const asks = leases.some(({ renewed }) => renewed) ? await asksFor(desk.value, leases) : ok([]);
    const told = asks.ok ? asks.value.map(sayAsk) : [];
    return ok({
      leases: leases.map(heldAnswer),
      notes: [...notes, ...told],
      refused: null,
      run: isKept ? around.job.run : null,
    });
  });

export const giveBack = (ports: Wired, { words, type }: ReleaseAsked): Promise<readonly Released[]> =>
  inClone(ports, async (clone) => {
    const keys = leaseKeys(clone.repo, words, type);
    if (!keys.ok) return keys;
    const desk = deskOf(clone);
    if (!desk.ok) return desk;
    const released = await release(desk.value, keys.value);
    const around = released.ok ? runAround(ports) : null;
    if (around !== null) noteLeased(ports, around.dir);
    await compileLeases(desk.value, placeOf(clone.repo));
    return released;
  });
