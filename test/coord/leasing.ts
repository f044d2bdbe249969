/** Agents that lease, each in a clone of its own, on clocks that a test moves. */

import { onTestFinished } from 'vitest';
import { deskOf } from '../../src/app/lease.ts';
import { acquire } from '../../src/coord/lease-acquire.ts';
import type { Desk } from '../../src/coord/lease-desk.ts';
import type { LeaseKey, LeaseType } from '../../src/domain/lease.ts';
import { unwrap } from '../../src/domain/result.ts';
import type { RefChange } from '../../src/git/refs.ts';
import { pushRefs } from '../../src/git/remote.ts';
import { openRepo, type Repo } from '../../src/git/repo.ts';
import type { PushGuard } from '../../src/plan/step.ts';
import { loadBasis } from '../../src/store/basis.ts';
import { nodeClock } from '../../src/sys/node.ts';
import type { Clock } from '../../src/sys/ports.ts';
import type { Env, Fixture } from '../fixture.ts';

/** Moves only when told to, or when somebody sleeps. */
export interface FakeClock extends Clock {
  pass(ms: number): void;
  /** Sets the time of day alone. */
  setDay(ms: number): void;
}

export function fakeClock(boot_ms = 1_000_000): FakeClock {
  let [passed, day] = [boot_ms, Date.UTC(2026, 10, 21)];
  const pass = (ms: number): void => {
    passed += ms;
    day += ms;
  };
  return {
    now: () => new Date(day),
    monotonic_ms: () => passed,
    boot_ms: () => passed,
    sleep: (ms) => {
      pass(ms);
      return nodeClock.sleep(0);
    },
    pass,
    setDay: (ms) => {
      day = ms;
    },
  };
}

/** Runs by itself, `times` as fast as the real one: for what pushes while it waits. */
export function fastClock(times: number): FakeClock {
  const clock = fakeClock();
  let last = nodeClock.monotonic_ms();
  const caughtUp = (): void => {
    const now = nodeClock.monotonic_ms();
    clock.pass((now - last) * times);
    last = now;
  };
  const boot_ms = (): number => {
    caughtUp();
    return clock.boot_ms();
  };
  return { ...clock, boot_ms, monotonic_ms: boot_ms, sleep: (ms, idle) => nodeClock.sleep(ms / times, idle) };
}

export interface Agent {
  readonly desk: Desk;
  readonly clock: FakeClock;
}

export interface AgentOptions {
  readonly clock?: FakeClock;
  readonly dir?: string;
  readonly env?: Env;
  /** Of another machine, or another start of this one. */
  readonly boot?: string;
}

/** An agent at work; without a directory in a clone of its own. */
export async function agent(at: Fixture, name: string, options: AgentOptions = {}): Promise<Agent> {
  const { clock = fakeClock(), dir = at.another(name), env, boot = 'one' } = options;
  const ports = at.ports({ cwd: dir });
  const processes = { ...ports.processes, self: () => ({ ...ports.processes.self(), boot }) };
  const wired = { ...ports, clock, processes, env: { ...ports.env, GITCRQ_AGENT: name, ...env } };
  const repo = unwrap(await openRepo(wired, dir));
  onTestFinished(() => repo.close());
  return { desk: unwrap(deskOf({ repo, basis: unwrap(await loadBasis(repo)) })), clock };
}

export const on = (type: LeaseType, ...keys: readonly string[]): readonly LeaseKey[] =>
  keys.map((key) => ({ type, key }));

/** The tokens of what was acquired, or whose lease is in the way. */
export async function tried(
  { desk }: Agent,
  keys: readonly LeaseKey[],
  ttl_s = 300,
): Promise<readonly number[] | string> {
  const got = unwrap(await acquire(desk, { keys, ttl_s, priority: 5 }));
  return got.kind === 'held' ? got.leases.map(({ lease }) => lease.token) : got.blocked.by.holder;
}

/** Moves refs on the remote under a turn. */
export const under = (repo: Repo, guard: PushGuard, changes: readonly RefChange[]) =>
  pushRefs(repo, 'origin', [...changes, ...guard.changes], { GIT_ALTERNATE_OBJECT_DIRECTORIES: guard.objects });
