/** `coord lease … -- COMMAND`: leases that are held while a command runs, renewed meanwhile, and given back at its end. */

import { LEASE_LOST } from '../coord/errors.ts';
import type { Acquired } from '../coord/lease-acquire.ts';
import { asksFor, sayAsk } from '../coord/lease-ask.ts';
import { compileLeases } from '../coord/lease-compile.ts';
import type { Written } from '../coord/lease-decide.ts';
import type { Desk } from '../coord/lease-desk.ts';
import { keep } from '../coord/lease-keep.ts';
import { release } from '../coord/lease-release.ts';
import { acquireWaiting } from '../coord/lease-wait.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { runGuarded } from '../exec/guarded-command.ts';
import { inClone } from './clone.ts';
import { acquiringDesk, newSession } from './lease.ts';
import { placeOf, WITHIN, within } from './lease-place.ts';
import { heldAnswer, type LeaseAsked, refusedAnswer, type Taken, wantedOf } from './lease-take.ts';
import type { Wired } from './wire.ts';

export interface Held extends Taken {
  /** The command's exit code; null if it was never started, or ended because a lease was lost. */
  readonly exit: number | null;
}

export interface HoldAsked extends LeaseAsked {
  readonly argv: readonly string[];
  /** Standard output is for one JSON document. */
  readonly json: boolean;
  /** Called when the command begins: from here on signals are its own. */
  begin(): void;
}

/** From asking to killing: less than what is left of the lease. */
const graceOf = (leases: readonly Written[]): number =>
  Math.min(5000, (Math.min(...leases.map(({ lease }) => lease.ttl_s)) * 1000) / 6);

/** Tells of each ask once. */
function teller(desk: Desk): (leases: readonly Written[]) => Promise<void> {
  const told = new Set<string>();
  return async (leases) => {
    const asks = await asksFor(desk, leases);
    for (const line of asks.ok ? asks.value.map(sayAsk) : []) {
      if (!told.has(line)) desk.coord.repo.ports.out.note(line);
      told.add(line);
    }
  };
}

const RELEASE_MS = 10_000;

/** A release that fails costs nobody more than the time of the lease, so a remote that hangs is not waited for. */
async function giveUp(desk: Desk, leases: readonly Written[], stop: AbortController): Promise<void> {
  const keys = leases.map(({ lease: { type, key } }) => ({ type, key }));
  void desk.coord.repo.ports.clock.sleep(RELEASE_MS, true).then(() => stop.abort());
  const released = await release(desk, keys);
  if (!released.ok) desk.coord.repo.ports.out.warn(`not released, and will expire: ${released.error.message}`);
}

async function runUnder(desk: Desk, leases: readonly Written[], begun_ms: number, asked: HoldAsked) {
  const { ports, cwd } = desk.coord.repo;
  asked.begin();
  const keeping = keep(desk, { leases, begun_ms, renewed: teller(desk) });
  const command = runGuarded(ports.clock, {
    argv: asked.argv,
    cwd,
    env: { ...ports.env, [WITHIN]: within(ports.env, desk.who.session) },
    quietOut: asked.json,
    mayGoOn: () => !keeping.check(),
  });
  const why = await Promise.race([keeping.lost, command.ended.then(() => null)]);
  if (why !== null) await command.end(graceOf(leases));
  const exit = await command.ended;
  await keeping.stop();
  return { exit, why };
}

async function held(
  desk: Desk,
  asked: HoldAsked,
  { leases, begun_ms }: Extract<Acquired, { kind: 'held' }>,
  stop: AbortController,
): Promise<Result<Held>> {
  const { exit, why } = await runUnder(desk, leases, begun_ms, asked);
  const answer = { leases: leases.map(heldAnswer), notes: [], run: null };
  if (why === null) {
    await giveUp(desk, leases, stop);
    stop.abort();
    return ok({ ...answer, exit, refused: null });
  }
  stop.abort();
  const { error } = fail(LEASE_LOST, `${why}; the command was ended`, ['gitcrq coord leases']);
  return ok({ ...answer, exit: null, refused: error });
}

export const hold = (ports: Wired, asked: HoldAsked): Promise<Held> =>
  inClone(ports, async (clone) => {
    const wanted = wantedOf(clone, asked);
    if (!wanted.ok) return wanted;
    const stop = new AbortController();
    const desk = await acquiringDesk(clone, { session: newSession(ports), signal: stop.signal });
    if (!desk.ok) return desk;
    const got = await acquireWaiting(desk.value, wanted.value, { wait_ms: asked.wait_s * 1000 });
    if (!got.ok) return got;
    if (got.value.kind === 'refused') return ok({ ...refusedAnswer(desk.value, got.value.blocked), exit: null });
    for (const note of got.value.notes) ports.out.note(note);
    const place = placeOf(clone.repo, desk.value.who.session);
    await compileLeases(desk.value, place);
    const ended = await held(desk.value, asked, got.value, stop);
    await compileLeases(desk.value, place);
    return ended;
  });
