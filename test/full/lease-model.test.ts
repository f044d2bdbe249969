/** Agents that acquire, release and wait at random, beside a model that knows who may hold what. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Acquired, acquire } from '../../src/coord/lease-acquire.ts';
import { release } from '../../src/coord/lease-release.ts';
import { type LeaseKey, overlap } from '../../src/domain/lease.ts';
import { unwrap } from '../../src/domain/result.ts';
import { type Agent, agent, fakeClock, on } from '../coord/leasing.ts';
import { fixture } from '../fixture.ts';

const TTL_S = 20;
const KEYS: readonly LeaseKey[] = [...on('file', 'a/x', 'a/y'), ...on('glob', 'a/*', '**/y'), ...on('issue', 'a/x')];

interface Step {
  readonly who: number;
  readonly what: 'acquire' | 'release' | 'pass';
  readonly wanted: readonly LeaseKey[];
  readonly pass_s: number;
}

/** What was given and not given back. */
interface Given {
  readonly who: number;
  readonly key: LeaseKey;
  readonly at_ms: number;
}

interface Model {
  given: readonly Given[];
  readonly tokens: Map<string, number>;
}

function took(model: Model, { who, wanted }: Step, got: Acquired, now_ms: number): void {
  const rivals = model.given.filter((one) => one.who !== who && wanted.some((key) => overlap(key, one.key)));
  if (got.kind === 'refused') {
    expect(rivals.length, 'refused for nobody').toBeGreaterThan(0);
    return;
  }
  for (const { at_ms } of rivals) expect(now_ms - at_ms, 'taken in its time').toBeGreaterThanOrEqual(TTL_S * 1000);
  const kept = model.given.filter((one) => !rivals.includes(one) && !(one.who === who && wanted.includes(one.key)));
  model.given = [...kept, ...wanted.map((key) => ({ who, key, at_ms: now_ms }))];
  for (const { lease, ref, renewed } of got.leases) {
    expect(lease.token - (model.tokens.get(ref) ?? 0), ref).toBe(renewed ? 0 : 1);
    model.tokens.set(ref, lease.token);
  }
}

async function taken(model: Model, { desk, clock }: Agent, step: Step): Promise<void> {
  const { who, what, wanted, pass_s } = step;
  if (what === 'pass') clock.pass(pass_s * 1000);
  else if (what === 'acquire') {
    const got = unwrap(await acquire(desk, { keys: wanted, ttl_s: TTL_S, priority: 5 }));
    took(model, step, got, clock.boot_ms());
  } else if ((await release(desk, wanted)).ok)
    model.given = model.given.filter((one) => one.who !== who || !wanted.includes(one.key));
}

const steps = fc.array(
  fc.record({
    who: fc.nat({ max: 2 }),
    what: fc.constantFrom('acquire', 'acquire', 'release', 'pass'),
    wanted: fc.subarray([...KEYS], { minLength: 1, maxLength: 2 }),
    pass_s: fc.nat({ max: 40 }),
  }),
  { minLength: 5, maxLength: 25 },
);

test.each(['with a remote', 'alone'])(
  'no two hold what overlaps, and tokens rise by one: %s',
  { timeout: 900_000 },
  async (where) => {
    const run = async (all: readonly Step[]): Promise<void> => {
      const remote = where === 'with a remote';
      const at = fixture({ remote });
      const clock = fakeClock();
      const agents: Agent[] = [];
      for (const name of ['ada', 'bob', 'eve'])
        agents.push(await agent(at, name, { clock, ...(!remote && { dir: at.clone }) }));
      const model: Model = { given: [], tokens: new Map() };
      for (const step of all) {
        const one = agents[step.who];
        if (one !== undefined) await taken(model, one, step);
      }
    };
    await fc.assert(fc.asyncProperty(steps, run), { numRuns: 30 });
  },
);
