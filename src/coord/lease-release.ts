/** Giving leases back: a tombstone that keeps the token, so that the next holder's is greater. */
import type { LeaseKey } from '../domain/lease.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { LOST_RACE } from '../git/errors.ts';
import { LEASE_NOT_HELD } from './errors.ts';
import { type Desk, write } from './lease-desk.ts';
import { remember } from './lease-memory.ts';
import { type Placed, survey, surveyNow } from './lease-survey.ts';

export interface Released {
  readonly key: LeaseKey;
  readonly token: number;
}

const MOST_TRIES = 10;

function notHeld({ who }: Desk, { key, standing }: Placed) {
  const whose =
    standing.kind === 'held' ? `${standing.lease.holder} (session ${standing.lease.session}) does` : 'nobody does';
  return fail(
    LEASE_NOT_HELD,
    `${who.holder} (session ${who.session}) holds no lease on ${key.type} ${key.key}; ${whose}`,
    ['gitcrq coord leases'],
  );
}

/** All of them or none. Fails: LEASE_NOT_HELD, REMOTE_UNREACHABLE, REMOTE_REFUSED. */
export async function release(desk: Desk, keys: readonly LeaseKey[]): Promise<Result<readonly Released[]>> {
  for (let known = await survey(desk, keys), attempt = 1; ; attempt++, known = await surveyNow(desk, keys)) {
    if (!known.ok) return known;
    const { placed, looked } = known.value;
    const stranger = placed.find(({ standing }) => standing.kind !== 'mine');
    if (stranger === undefined) {
      const done = await bury(desk, placed);
      if (done.ok || done.error.code !== LOST_RACE.code || attempt >= MOST_TRIES) return done;
    } else if (looked !== null) return notHeld(desk, stranger);
  }
}

/** What `release` would release, as the board is now. Fails: LEASE_NOT_HELD, REMOTE_UNREACHABLE. */
export async function releasable(desk: Desk, keys: readonly LeaseKey[]): Promise<Result<readonly Placed[]>> {
  const now = await surveyNow(desk, keys);
  if (!now.ok) return now;
  const stranger = now.value.placed.find(({ standing }) => standing.kind !== 'mine');
  return stranger === undefined ? ok(now.value.placed) : notHeld(desk, stranger);
}

async function bury(desk: Desk, placed: readonly Placed[]): Promise<Result<readonly Released[]>> {
  const changes = [];
  const released: Released[] = [];
  for (const { key, ref, oid, standing } of placed) {
    if (standing.kind !== 'mine') continue;
    const { nonce: _nonce, at: _at, ...lease } = standing.lease;
    const to = await write(desk, { ...lease, state: 'released' });
    if (!to.ok) return to;
    changes.push({ ref, from: oid, to: to.value });
    released.push({ key, token: lease.token });
  }
  const { trail } = desk.coord.repo.ports;
  trail.at('release/written');
  const pushed = await desk.board.swap(changes);
  if (!pushed.ok) return pushed;
  trail.at('release/pushed');
  for (const { ref, to } of changes) remember(desk.coord, ref, to, 0);
  return ok(released);
}
