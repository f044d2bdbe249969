/** Leases that are kept, lost and written under: by the clock of the test, on real remotes. */
import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { acquire } from '../../src/coord/lease-acquire.ts';
import { ask, asksFor } from '../../src/coord/lease-ask.ts';
import { keep } from '../../src/coord/lease-keep.ts';
import { leaseRef } from '../../src/coord/lease-ref.ts';
import { type Turn, takeTurn } from '../../src/coord/lease-turn.ts';
import { oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { openRepo } from '../../src/git/repo.ts';
import { nodeClock } from '../../src/sys/node.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { type Agent, agent, fastClock, on, tried, under } from './leasing.ts';

const FILE = on('file', 'src/a.ts');
const KEY = { type: 'component', key: 'queue' } as const;

async function holding({ desk }: Agent, ttl_s: number, priority = 5) {
  const got = unwrap(await acquire(desk, { keys: FILE, ttl_s, priority }));
  if (got.kind === 'refused') throw new Error('refused');
  return got;
}

describe('while something runs', () => {
  const kept = async (at: Fixture, ttl_s: number) => {
    const ada = await agent(at, 'ada', { clock: fastClock(20) });
    const { leases, begun_ms } = await holding(ada, ttl_s);
    let renewals = 0;
    const keeping = keep(ada.desk, { leases, begun_ms, renewed: () => void renewals++ });
    return { ada, keeping, begun_ms, renewals: () => renewals };
  };

  test('a lease is renewed at each third of its time, so that no watcher sees it expire', async () => {
    const at = fixture();
    const { ada, keeping, begun_ms, renewals } = await kept(at, 30);
    while (renewals() < 3) await ada.desk.coord.repo.ports.clock.sleep(1);
    await keeping.stop();
    expect(keeping.check()).toBe(true);
    expect((ada.clock.boot_ms() - begun_ms) / 10_000).toBeGreaterThanOrEqual(3);
    expect(await tried(await agent(at, 'bob'), FILE)).toBe('ada');
  });

  test('it is given up at two thirds of its time if the remote is away, before anybody may take it', async () => {
    const at = fixture();
    const { ada, keeping, begun_ms } = await kept(at, 30);
    rmSync(at.remote, { recursive: true });
    expect(await keeping.lost).toContain('no renewal was confirmed for 2');
    expect(ada.clock.boot_ms() - begun_ms).toBeLessThan(30_000);
  });

  test('it is lost at once for who slept too long, and for whom it was taken from', async () => {
    const at = fixture();
    const slept = await kept(at, 600);
    slept.ada.clock.pass(400_000);
    expect(slept.keeping.check()).toBe(true);
    expect(await slept.keeping.lost).toMatch(/for 40\d s/);
    const robbery = fixture();
    const robbed = await kept(robbery, 60);
    robbery.git(['update-ref', '-d', leaseRef({ type: 'file', key: 'src/a.ts' })], robbery.remote);
    expect(await robbed.keeping.lost).toContain('held no more');
  });
});

describe('a turn', () => {
  const target = 'refs/heads/release';
  const taken = async ({ desk }: Agent): Promise<Turn> => {
    const got = unwrap(await takeTurn(desk, KEY, 60, { wait_ms: 0 }));
    if (got.kind === 'busy') throw new Error(`busy: ${got.by.holder}`);
    return got.turn;
  };

  test('moves its ref while the lease is held, and not once somebody else had it', async () => {
    const at = fixture();
    const [ada, bob] = [
      await agent(at, 'ada', { clock: fastClock(1) }),
      await agent(at, 'bob', { clock: fastClock(1) }),
    ];
    const user = unwrap(await openRepo(at.ports(), at.clone));
    const to = at.tip('main');
    const write = async (turn: Turn, from: typeof to | null, into: typeof to | null) => {
      const guard = await turn.guard();
      const pushed = guard.ok ? await under(user, guard.value, [{ ref: target, from, to: into }]) : guard;
      turn.settled(pushed.ok);
      return pushed;
    };
    const adas = await taken(ada);
    unwrap(await write(adas, null, to));
    expect(at.tip(target, at.remote)).toBe(to);
    const other = oid(at.git(['commit-tree', '-m', 'Other', 'main^{tree}']));
    expect(await write(adas, null, other)).toMatchObject({ ok: false, error: { code: 'LOST_RACE' } });
    expect(unwrap(await write(adas, to, other))).toBeUndefined();
    // Ada stops for longer than her lease, and never looks at a clock again.
    expect(unwrap(await takeTurn(bob.desk, KEY, 60, { wait_ms: 0 }))).toMatchObject({
      kind: 'busy',
      by: { holder: 'ada' },
    });
    bob.clock.pass(76_000);
    const bobs = await taken(bob);
    expect(await write(adas, other, null)).toMatchObject({ ok: false, error: { code: 'LOST_RACE' } });
    expect(await adas.guard()).toMatchObject({ ok: false, error: { code: 'LEASE_LOST', exit: 5 } });
    expect(at.tip(target, at.remote)).toBe(other);
    unwrap(await write(bobs, other, null));
    expect(at.git(['for-each-ref', target], at.remote)).toBe('');
    await bobs.end();
    await (await taken(await agent(at, 'eve'))).end();
    user.close();
  });

  test('is waited for', async () => {
    const at = fixture();
    const [ada, bob] = [
      await agent(at, 'ada', { clock: fastClock(1) }),
      await agent(at, 'bob', { clock: fastClock(1) }),
    ];
    const first = await taken(ada);
    const told: string[] = [];
    const second = takeTurn(bob.desk, KEY, 60, {
      wait_ms: 30_000,
      poll_ms: 20,
      waiting: ({ by }) => void told.push(by.holder),
    });
    await nodeClock.sleep(200);
    await first.end();
    const got = unwrap(await second);
    expect({ ...got, told }).toMatchObject({ kind: 'held', waited: true, told: ['ada'] });
    if (got.kind === 'held') await got.turn.end();
  });
});

test('a higher priority asks, the holder is told, and nothing is taken', async () => {
  const at = fixture();
  const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
  const { leases } = await holding(ada, 60);
  const got = unwrap(await acquire(bob.desk, { keys: FILE, ttl_s: 9, priority: 9 }));
  if (got.kind === 'held') throw new Error('taken');
  expect(unwrap(await asksFor(ada.desk, leases))).toEqual([]);
  for (const priority of [5, 9]) {
    expect(await ask(bob.desk, got.blocked, priority)).toBe(true);
    expect(unwrap(await asksFor(ada.desk, leases))).toMatchObject(priority > 5 ? [{ holder: 'bob', priority }] : []);
  }
  expect((await holding(ada, 60)).leases).toMatchObject([{ renewed: true, lease: { token: 1 } }]);
});
