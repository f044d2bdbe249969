/** Leases that are kept, lost and written under: by the clock of the test, on real remotes. */
import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { acquire } from '../../src/coord/lease-acquire.ts';
import { ask, asksFor } from '../../src/coord/lease-ask.ts';
import type { Written } from '../../src/coord/lease-decide.ts';
import { fenced } from '../../src/coord/lease-fence.ts';
import { keep } from '../../src/coord/lease-keep.ts';
import { leaseRef } from '../../src/coord/lease-ref.ts';
import { oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { openRepo } from '../../src/git/repo.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { type Agent, agent, fastClock, on, tried } from './leasing.ts';

const FILE = on('file', 'src/a.ts');

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

describe('a guarded write', () => {
  const target = 'refs/heads/release';

  test('moves its ref while the lease is held, and not once somebody else had it', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    const user = unwrap(await openRepo(at.ports(), at.clone));
    const to = at.tip('main');
    const write = (one: Agent, leases: readonly Written[], from: typeof to | null, into: typeof to | null) =>
      fenced(user, one.desk, [{ ref: target, from, to: into }], leases);
    let { leases } = await holding(ada, 60);
    leases = unwrap(await write(ada, leases, null, to));
    expect(at.tip(target, at.remote)).toBe(to);
    const other = oid(at.git(['commit-tree', '-m', 'Other', 'main^{tree}']));
    expect(await write(ada, leases, null, other)).toMatchObject({ ok: false, error: { code: 'LOST_RACE' } });
    // Ada stops for longer than her lease, and never looks at a clock again.
    expect(await tried(bob, FILE)).toBe('ada');
    bob.clock.pass(75_000);
    const bobs = await holding(bob, 60);
    expect(await write(ada, leases, to, null)).toMatchObject({ ok: false, error: { code: 'LEASE_LOST', exit: 5 } });
    expect(at.tip(target, at.remote)).toBe(to);
    unwrap(await write(bob, bobs.leases, to, null));
    expect(at.git(['for-each-ref', target], at.remote)).toBe('');
    user.close();
  });

  test('needs a remote', async () => {
    const at = fixture({ remote: false });
    const ada = await agent(at, 'ada', { dir: at.clone });
    const { leases } = await holding(ada, 60);
    const to = at.tip('main');
    expect(await fenced(ada.desk.coord.repo, ada.desk, [{ ref: target, from: null, to }], leases)).toMatchObject({
      ok: false,
      error: { code: 'LEASE_UNFENCED', exit: 3 },
    });
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
