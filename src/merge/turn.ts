/**
 * Landers take turns: one at a time on a remote, by a lease. It saves the others tests and pushes that would come to nothing;
 * what keeps landings right is the compare-and-swap push, with or without it. So where no lease can be had, landing goes on.
 */
import { type Turn, takeTurn } from '../coord/lease-turn.ts';
import { LEAST_TTL_S, type LeaseKey } from '../domain/lease.ts';
import { inline } from '../domain/printable.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan, PushGuard, Step } from '../plan/step.ts';
import type { Lander } from './lander.ts';
import type { Judged } from './landing.ts';

/** Who takes it with `coord lease` keeps every lander waiting. */
const QUEUE_KEY: LeaseKey = { type: 'component', key: 'gitcrq/queue' };

/** A lander that died is waited for this long at most: its lease is renewed at a third of it. */
const MOST_TTL_S = 60;
/** Landings without a test are over soon; each look costs the remote a connection. */
const POLL_MS = 250;
const MOST_POLL_MS = 2000;

/**
 * receive-pack(1) on a ref below transfer.hideRefs or receive.hideRefs. It takes the rest of an atomic push all the same, so
 * a landing would be there and in no log.
 */
const HIDDEN = /deny (?:updating|deleting) a hidden ref/;
const UNHIDE = 'who keeps the remote shows refs/gitcrq: git config --get-all transfer.hideRefs';

/** `waited`: somebody else landed meanwhile, so what was read before is old. */
export interface Taking {
  readonly turn: Turn | null;
  readonly waited: boolean;
}

export async function takeQueue(
  repo: Repo,
  { desk }: Lander,
  time: { readonly ttl_s: number; readonly wait_s: number },
): Promise<Taking | Judged> {
  if (desk === undefined) return { turn: null, waited: false };
  const without = (why: string): Taking => {
    repo.ports.out.verbose(`landing without the lease on the queue: ${why}`);
    return { turn: null, waited: false };
  };
  const at = await desk();
  if (!at.ok) return without(at.error.message);
  const ttl_s = Math.max(LEAST_TTL_S, Math.min(MOST_TTL_S, time.ttl_s));
  const taken = await takeTurn(at.value, QUEUE_KEY, ttl_s, {
    wait_ms: time.wait_s * 1000,
    poll_ms: POLL_MS,
    most_poll_ms: MOST_POLL_MS,
    waiting: ({ by }) => repo.ports.out.note(`waiting: ${inline(by.holder)} is landing`),
  });
  if (!taken.ok && HIDDEN.test(taken.error.message))
    return { name: 'remote', state: 'missing', why: `${inline(taken.error.message)}; ${UNHIDE}` };
  if (!taken.ok) return without(taken.error.message);
  if (taken.value.kind === 'held') return taken.value;
  const { holder, at: since } = taken.value.by;
  return { name: 'lander', state: 'missing', why: `${inline(holder)} is landing since ${inline(since)}; gitcrq merge` };
}

const guarded = (step: Step, guard: PushGuard): Step => (step.kind === 'push' ? { ...step, guard } : step);

/** The plan, whose push moves the lease as well. Fails: LEASE_LOST. */
export async function underTurn(turn: Turn | null, plan: Plan): Promise<Result<Plan>> {
  if (turn === null) return ok(plan);
  const guard = await turn.guard();
  return guard.ok ? ok({ ...plan, steps: plan.steps.map((step) => guarded(step, guard.value)) }) : guard;
}
