/** Who holds a lease, and when somebody else may: on real remotes, with clocks that the test moves. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acquire } from '../../src/coord/lease-acquire.ts';
import { listLeases } from '../../src/coord/lease-list.ts';
import { leaseRef } from '../../src/coord/lease-ref.ts';
import { release } from '../../src/coord/lease-release.ts';
import { unwrap } from '../../src/domain/result.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { type Agent, agent, fakeClock, on, tried } from './leasing.ts';
import { entry } from './trusted.ts';

const FILE = on('file', 'src/a.ts');
const REF = leaseRef({ type: 'file', key: 'src/a.ts' });

const WANTED = { keys: FILE, ttl_s: 9, priority: 5 };

const put = (at: Fixture, ref: string, text: string): void => {
  const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: at.remote, env: at.env, input: text });
  at.git(['update-ref', ref, blob.toString().trim()], at.remote);
};

const objectsOf = ({ desk }: Agent): readonly string[] =>
  readdirSync(join(desk.coord.dir, 'objects'), { recursive: true, encoding: 'utf8' }).filter((path) => path.length > 4);

describe('one key', () => {
  test('has one holder, who renews it and gives it back; the next token is greater', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    expect(await tried(ada, FILE)).toEqual([1]);
    expect(await tried(bob, FILE)).toBe('ada');
    expect(await tried(ada, FILE)).toEqual([1]);
    unwrap(await release(ada.desk, FILE));
    expect(await tried(bob, FILE)).toEqual([2]);
    expect(await tried(ada, FILE)).toBe('bob');
    expect(await release(ada.desk, FILE)).toMatchObject({ ok: false, error: { code: 'LEASE_NOT_HELD', exit: 4 } });
  });

  test('two sessions of one agent are two holders, also in one clone', async () => {
    const at = fixture();
    const pane = (id: string) => ({ dir: at.clone, env: { TMUX: '/run/tmux,7,0', TMUX_PANE: id } });
    expect(await tried(await agent(at, 'ada', pane('%1')), FILE)).toEqual([1]);
    expect(await tried(await agent(at, 'ada', pane('%2')), FILE)).toBe('ada');
    expect(await tried(await agent(at, 'ada', pane('%1')), FILE)).toEqual([1]);
  });

  test('without a remote, the worktrees of a clone share it', async () => {
    const at = fixture({ remote: false });
    at.git(['worktree', 'add', '--quiet', '../tree']);
    const [ada, bob] = [
      await agent(at, 'ada', { dir: at.clone }),
      await agent(at, 'bob', { dir: join(at.root, 'tree') }),
    ];
    expect(await tried(ada, FILE)).toEqual([1]);
    expect(await tried(bob, on('glob', '**'))).toBe('ada');
    unwrap(await release(ada.desk, FILE));
    expect(await tried(bob, FILE)).toEqual([2]);
  });

  test('no object of it is in the repository of the user', async () => {
    const at = fixture();
    const objects = (): readonly string[] =>
      readdirSync(join(at.clone, '.git/objects'), { recursive: true }).map(String);
    const before = objects();
    const ada = await agent(at, 'ada', { dir: at.clone });
    for (let round = 0; round < 3; round++) await tried(ada, FILE);
    unwrap(await release(ada.desk, FILE));
    expect(objects()).toEqual(before);
    // What was renewed is not kept: the tombstone is all there is.
    expect(objectsOf(ada)).toHaveLength(2);
    expect(at.git(['for-each-ref', 'refs/gitcrq'])).toBe('');
  });

  test('who watches, and who is refused or loses races, keeps one version of it', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    for (let round = 0; round < 4; round++) {
      await tried(ada, FILE);
      unwrap(await listLeases(bob.desk));
      // Each of them moves the index away under the other.
      await tried(bob, on('file', 'other'));
      await tried(ada, on('file', `new ${round}`));
      await tried(bob, on('glob', 'src/*'));
    }
    // Six leases; the index was moved by the other.
    expect(objectsOf(bob)).toHaveLength(6);
  });

  test('what processes left that were killed goes away once there is much of it', async () => {
    const at = fixture();
    const ada = await agent(at, 'ada');
    await tried(ada, FILE);
    const folder = join(ada.desk.coord.dir, 'objects/17');
    mkdirSync(folder, { recursive: true });
    for (let index = 10; index < 60; index++) {
      writeFileSync(join(folder, `${index}`.padEnd(38, 'a')), '');
      utimesSync(join(folder, `${index}`.padEnd(38, 'a')), 1, 1);
    }
    expect(await tried(ada, FILE)).toEqual([1]);
    expect(objectsOf(ada)).toHaveLength(2);
  });
});

describe('a lease that nobody renews', () => {
  test('is taken by who has watched it for its time and the margin, never earlier', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    await tried(ada, FILE, 100);
    ada.clock.pass(1e9);
    // However long ago it was written: bob sees it now.
    expect(await tried(bob, FILE)).toBe('ada');
    bob.clock.pass(114_000);
    expect(await tried(bob, FILE)).toBe('ada');
    bob.clock.pass(1_000);
    expect(await tried(bob, FILE)).toEqual([2]);
    expect(await tried(ada, FILE)).toBe('bob');
  });

  test('a renewal begins its time anew, and the time of day has no part in it', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    await tried(ada, FILE, 100);
    expect(await tried(bob, FILE)).toBe('ada');
    for (const day of [Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 19)]) {
      bob.clock.pass(100_000);
      bob.clock.setDay(day);
      ada.clock.setDay(day + 1e8);
      expect(await tried(ada, FILE, 100)).toEqual([1]);
      expect(await tried(bob, FILE)).toBe('ada');
    }
    bob.clock.pass(115_000);
    expect(await tried(bob, FILE)).toEqual([2]);
  });

  test('a restart of the machine, or a clock that went back, begins the watch anew', async () => {
    const at = fixture();
    await tried(await agent(at, 'ada'), FILE, 100);
    const dir = at.another('bob');
    expect(await tried(await agent(at, 'bob', { dir, clock: fakeClock(5_000_000) }), FILE)).toBe('ada');
    const later = await agent(at, 'bob', { dir, clock: fakeClock(4_000_000) });
    expect(await tried(later, FILE)).toBe('ada');
    later.clock.pass(114_000);
    expect(await tried(later, FILE)).toBe('ada');
    const again = await agent(at, 'bob', { dir, clock: fakeClock(9_000_000), boot: 'two' });
    expect(await tried(again, FILE)).toBe('ada');
  });

  test('its token goes on through many takers', async () => {
    const at = fixture();
    const two = [await agent(at, 'ada'), await agent(at, 'bob')];
    const tokens: number[] = [];
    for (let steal = 0; steal < 6; steal++) {
      const taker = two[steal % 2];
      if (taker === undefined) throw new Error('nobody');
      let got = await tried(taker, FILE, 1);
      if (typeof got === 'string') {
        taker.clock.pass(16_000);
        got = await tried(taker, FILE, 1);
      }
      tokens.push(...(typeof got === 'string' ? [] : got));
    }
    expect(tokens).toEqual(Array.from({ length: 6 }, (_, index) => index + 1));
  });
});

describe('paths that overlap', () => {
  test.each([
    ['file', 'src/a.ts', 'glob', 'src/**'],
    ['glob', '**/*.ts', 'file', 'src/a.ts'],
    ['glob', 'src/*.ts', 'glob', '*/a.*'],
  ] as const)('%s %s and %s %s have one holder', async (type, key, other, overlapping) => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    // Bob knows nothing of the board, then what he knows is old, then it is new.
    expect(await tried(bob, on('file', 'docs/b.md'))).toEqual([1]);
    expect(await tried(ada, on(type, key))).toEqual([1]);
    expect(await tried(bob, on(other, overlapping))).toBe('ada');
    expect(await tried(bob, on('glob', 'docs/*.md'))).toEqual([1]);
    expect(await tried(bob, on(other, overlapping))).toBe('ada');
    unwrap(await release(ada.desk, on(type, key)));
    expect(await tried(bob, on(other, overlapping))).toEqual([1]);
    expect(await tried(ada, on(type, key))).toBe('bob');
  });

  test('a lease that expired under a glob cannot be renewed behind it', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    await tried(ada, FILE, 100);
    expect(await tried(bob, on('glob', 'src/**'))).toBe('ada');
    bob.clock.pass(115_000);
    expect(await tried(bob, on('glob', 'src/**'))).toEqual([1]);
    expect(await tried(ada, FILE, 100)).toBe('bob');
  });

  test('a batch is all or nothing', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    await tried(ada, on('file', 'c'));
    expect(await tried(bob, on('file', 'a', 'b', 'c', 'd'))).toBe('ada');
    expect(await tried(ada, on('file', 'a', 'b', 'd'))).toEqual([1, 1, 1]);
    unwrap(await release(ada.desk, on('file', 'a', 'b', 'c', 'd')));
    expect(await tried(bob, on('file', 'a', 'b', 'c', 'd'))).toEqual([2, 2, 2, 2]);
  });
});

describe('a lease of somebody else', () => {
  test('that is renewed while it is being read is read again, and not taken for none', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    await tried(ada, FILE);
    let renewals = 0;
    const { board } = bob.desk;
    const fetch: typeof board.fetch = async (refs) => {
      const brought = await board.fetch(refs);
      if (renewals++ < 4) await tried(ada, FILE);
      return brought;
    };
    expect(await tried({ ...bob, desk: { ...bob.desk, board: { ...board, fetch } } }, on('glob', 'src/**'))).toBe(
      'ada',
    );
    expect(renewals).toBe(5);
  });

  test('whose copy here is lost or cut off is fetched again', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    await tried(ada, FILE);
    expect(await tried(bob, FILE)).toBe('ada');
    const objects = join(bob.desk.coord.dir, 'objects');
    const loose = readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /^..\/.{38}$/.test(path),
    );
    for (const [index, path] of loose.entries()) {
      rmSync(join(objects, path));
      if (index % 2 === 0) writeFileSync(join(objects, path), '');
    }
    expect(await tried(await agent(at, 'bob', { dir: bob.desk.coord.repo.cwd }), FILE)).toBe('ada');
    expect(await tried(await agent(at, 'bob', { dir: bob.desk.coord.repo.cwd }), on('glob', 'src/*'))).toBe('ada');
  });
});

describe('what is stored on the remote and is no lease', () => {
  test('is shown with the reason, and holds nothing', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    await tried(ada, on('issue', '#1'));
    const signed = at.git(['cat-file', 'blob', leaseRef({ type: 'issue', key: '#1' })], at.remote);
    const stored: readonly (readonly [string, string, number])[] = [
      ['garbage', 'no JSON object', 1],
      [signed, 'signed for another key', 2],
      [signed.replace('"token":1', '"token":7'), 'does not hold', 8],
      [signed.replace('"token":1', '"token":1e300'), 'does not hold', 1],
      [signed.replace('lease/1', 'lease/2'), 'gitcrq.lease/2', 2],
      [' '.repeat(200_000), 'too long', 1],
    ];
    for (const [index, [text, why, token]] of stored.entries()) {
      const key = { type: 'issue', key: `#${index + 10}` } as const;
      put(at, leaseRef(key), text);
      const { leases } = unwrap(await listLeases(bob.desk));
      expect(leases.find(({ ref }) => ref === leaseRef(key))?.standing, why).toMatchObject({
        why: 'void',
        problem: expect.stringContaining(why),
      });
      expect(await tried(bob, [key]), why).toEqual([token]);
    }
  });

  test('is shown under any name', async () => {
    const at = fixture();
    const names = ['refs/gitcrq/leases/zz/x', `${REF}.ask.ask`, `${REF}-UP`];
    for (const name of [...names, `${REF}.ask`]) put(at, name, 'garbage');
    const { leases } = unwrap(await listLeases((await agent(at, 'ada')).desk));
    expect(leases.map(({ ref }) => ref).sort()).toEqual([...names].sort());
    for (const { standing } of leases) expect(standing).toMatchObject({ problem: 'its name is that of no lease' });
  });

  test('once the base says whose leases count, no other does', async () => {
    const at = fixture();
    const ada = await agent(at, 'ada', { dir: at.another('ada') });
    expect(await tried(ada, FILE)).toEqual([1]);
    const builder = await agent(at, 'builder', { dir: at.clone });
    at.write('gitcrq.yaml', `version: 1\ntrust:\n${entry('builder', builder.desk.signer.key, 'lease', 'agent')}`);
    at.git(['commit', '--quiet', '-am', 'Trust builder\n\nCRQ: CRQ-1', '--no-verify']);
    at.git(['push', '--quiet', 'origin', 'main']);
    expect(await tried(await agent(at, 'builder', { dir: at.clone }), FILE)).toEqual([2]);
    at.git(['fetch', '--quiet'], join(at.root, 'ada'));
    const untrusted = await agent(at, 'ada', { dir: join(at.root, 'ada') });
    expect(await acquire(untrusted.desk, WANTED)).toMatchObject({
      ok: false,
      error: { code: 'LEASE_NOT_TRUSTED', exit: 6 },
    });
  });

  test('a remote that shows an older state is named, and the token goes on', async () => {
    const at = fixture();
    const [ada, bob] = [await agent(at, 'ada'), await agent(at, 'bob')];
    await tried(ada, FILE);
    const old = at.git(['rev-parse', REF], at.remote);
    unwrap(await release(ada.desk, FILE));
    expect(await tried(bob, FILE)).toEqual([2]);
    unwrap(await release(bob.desk, FILE));
    expect(await tried(ada, FILE)).toEqual([3]);
    at.git(['update-ref', REF, old], at.remote);
    // Put back by whomever: nobody else has it by that, either.
    expect(unwrap(await listLeases(bob.desk)).leases.filter(({ standing }) => standing.kind !== 'free')).toEqual([]);
    const got = unwrap(await acquire(ada.desk, WANTED));
    expect(got).toMatchObject({ leases: [{ lease: { token: 4 } }], notes: [expect.stringContaining('rewound')] });
  });
});

describe('a remote that', () => {
  const hook = (at: Fixture, name: string, text: string): void =>
    writeFileSync(join(at.remote, 'hooks', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });

  test('refuses, or is gone, gives no lease and says so', async () => {
    const at = fixture();
    const ada = await agent(at, 'ada');
    hook(at, 'pre-receive', 'echo "no leases here"; exit 1');
    expect(await acquire(ada.desk, WANTED)).toMatchObject({
      ok: false,
      error: { code: 'REMOTE_REFUSED', message: expect.stringContaining('no leases here') },
    });
    rmSync(at.remote, { recursive: true });
    expect(await acquire(ada.desk, WANTED)).toMatchObject({
      ok: false,
      error: { code: 'REMOTE_UNREACHABLE', exit: 7 },
    });
    expect(unwrap(await listLeases(ada.desk)).stale).not.toBe(null);
  });

  test('refuses one of a batch gives none of it', async () => {
    const at = fixture();
    hook(at, 'update', 'case $1 in */file-b-*) exit 1 ;; esac');
    const wanted = { keys: on('file', 'a', 'b', 'c'), ttl_s: 9, priority: 5 };
    expect(await acquire((await agent(at, 'ada')).desk, wanted)).toMatchObject({ error: { code: 'REMOTE_REFUSED' } });
    expect(at.git(['for-each-ref', 'refs/gitcrq'], at.remote)).toBe('');
  });

  test('takes the lease and loses the answer is asked again', async () => {
    const at = fixture();
    const ada = await agent(at, 'ada');
    // Kills the receiving end once the refs have moved.
    hook(at, 'post-receive', 'kill -9 $PPID');
    expect(await tried(ada, FILE)).toEqual([1]);
    expect(await tried(await agent(at, 'bob'), FILE)).toBe('ada');
  });
});
