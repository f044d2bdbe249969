/** Kill -9 at every point of a landing, then the same command again: exactly one landing and one message of it, nothing lost, nothing locked. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { drop, pause } from '../../src/app/direct.ts';
import { resume } from '../../src/app/resume.ts';
import type { Wired } from '../../src/app/wire.ts';
import { unwrap } from '../../src/domain/result.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { approve, trust } from '../merge/approving.ts';
import { inRepo, landings, pass, why, work } from '../merge/ground.ts';
import { fsck } from '../state.ts';
import { lander, sampled, toldAda } from './landers.ts';

/** Point → how often a lander was killed there and all promises held afterwards, for each kind of ground. */
const held = new Map<string, Record<string, number>>();

/** Called when the landings are counted: what landed is closed, and the repositories are whole. */
function survived(at: Fixture, point: string, ground: 'remote' | 'alone'): void {
  const target = existsSync(at.remote) ? at.remote : at.clone;
  expect(new Set(at.git(['grep', '-h', '^status:', 'main', '--', 'crqs'], target).split('\n')), point).toEqual(
    new Set(['status: closed']),
  );
  expect(fsck(at), point).toBe('');
  if (existsSync(at.remote)) expect(fsck(at, at.remote), point).toBe('');
  const row = held.get(point) ?? {};
  held.set(point, { ...row, [ground]: (row[ground] ?? 0) + 1 });
}

afterAll(() => {
  const rows = [...held].map(([point, { remote = 0, alone = 0 }]) => [point, `${remote}`, `${alone}`] as const);
  const table = [['killed at', 'remote', 'alone'] as const, ...rows].map(
    ([point, remote, alone]) => `${point.padEnd(24)}${remote.padStart(8)}${alone.padStart(8)}`,
  );
  console.log(
    `${table.join('\n')}\nafter each, and the same command again: every branch landed once, its request closed with it, fsck clean`,
  );
});

const policy = 'version: 1\nmerge:\n  test: grep -q closed crqs/CRQ-2.md\n';
/** Ada's request, which Grace lands. */
const make = (remote: boolean): Fixture => {
  const at = fixture({ remote, policy });
  work(at, { id: 'CRQ-2', push: remote });
  at.git(['config', 'user.email', 'grace@example.com']);
  at.write('README', 'mine\n');
  return at;
};

describe.for([true, false])('with a remote: %s', (remote) => {
  test('at every point', () => {
    const whole = lander(make(remote), 0, ['CRQ-2']);
    expect(whole.signal).toBeNull();
    const steps = [...(remote ? ['push', 'advance'] : ['refs', 'checkout']), 'send'];
    const lease = (name: string): readonly string[] => (remote ? [`${name}/written`, `${name}/pushed`] : []);
    const behind = ['begun', '0-advance/before', '0-advance/after', 'done'].map((name) => `catch up/${name}`);
    expect(whole.points).toEqual([
      'land/read',
      ...lease('lease'),
      ...['candidate', 'logged', 'worktree', 'tested', 'begun'].map((name) => `land/${name}`),
      ...steps.flatMap((kind, n) => [`land/${n}-${kind}/before`, `land/${n}-${kind}/after`]),
      'land/done',
      ...lease('release'),
      ...(remote ? behind : []),
      'land/printed',
      ...(remote ? ['catch up/printed'] : []),
    ]);
    for (const [n, point] of whole.points.entries()) {
      const at = make(remote);
      const where = remote ? at.remote : at.clone;
      expect(lander(at, n + 1, ['CRQ-2']).signal, point).toBe('SIGKILL');
      const again = lander(at, 0, ['CRQ-2']);
      expect(landings(at, where), point).toHaveLength(1);
      expect(again.landed, point).toMatchObject([{ crq: 'CRQ-2', oid: at.tip('main', where) }]);
      expect(at.git(['rev-list', '--count', 'refs/gitcrq/queue/main/log'], where), point).toBe('1');
      expect(at.git(['show', 'main:crqs/CRQ-2.md'], where), point).toContain('status: closed');
      expect(at.tip('main'), point).toBe(at.tip('main', where));
      expect(at.git(['status', '--porcelain']), point).toBe(' M README');
      expect(existsSync(join(at.clone, '.git', 'gitcrq', 'lander.lock')), point).toBe(false);
      expect(lander(at, 0, ['CRQ-2']).landed, point).toMatchObject([{ already: true }]);
      expect(toldAda(at), point).toHaveLength(1);
      survived(at, point, remote ? 'remote' : 'alone');
    }
  });
});

test('two branches, killed between their landings: each lands once, and the answer tells of both until it was printed', () => {
  const make = (): Fixture => {
    const at = fixture();
    work(at, { id: 'CRQ-2' });
    work(at, { id: 'CRQ-3' });
    return at;
  };
  const whole = lander(make(), 0, []);
  // The first note speaks for all operations of the command.
  const noted = whole.points.indexOf('land/printed') + 1;
  for (const [n, point] of sampled(whole.points, 2)) {
    const at = make();
    lander(at, n + 1, []);
    const again = lander(at, 0, []);
    expect(landings(at), `${n} ${point}`).toHaveLength(2);
    expect(again.landed.map(({ crq }) => crq).sort(), `${n} ${point}`).toEqual(n < noted ? ['CRQ-2', 'CRQ-3'] : []);
    expect(at.tip('main'), `${n} ${point}`).toBe(at.tip('main', at.remote));
    survived(at, point, 'remote');
  }
});

test('three branches tested side by side, one bad, killed in the middle: the good ones land once, and no test is left', () => {
  const make = (): Fixture => {
    const at = fixture({ policy: 'version: 1\nmerge:\n  test: test ! -e bad\n  window: 3\n' });
    work(at, { id: 'CRQ-2' });
    work(at, { id: 'CRQ-3', files: { bad: 'bad\n' } });
    work(at, { id: 'CRQ-4' });
    return at;
  };
  const whole = lander(make(), 0, []);
  expect(whole.landed.map(({ crq }) => crq)).toEqual(['CRQ-2', 'CRQ-4']);
  expect(whole.points.filter((point) => point === 'land/tested').length).toBeGreaterThanOrEqual(3);
  for (const [n, point] of sampled(whole.points, 4)) {
    const at = make();
    lander(at, n + 1, []);
    lander(at, 0, []);
    expect(
      landings(at).map((row) => row.split(' ')[2]),
      `${n} ${point}`,
    ).toEqual(['feature/CRQ-4-work:', 'feature/CRQ-2-work:']);
    expect(at.git(['rev-list', '--count', 'refs/gitcrq/queue/main/log'], at.remote), `${n} ${point}`).toBe('2');
    expect(at.tip('main'), `${n} ${point}`).toBe(at.tip('main', at.remote));
    expect(existsSync(join(at.clone, '.git', 'gitcrq', 'lander.lock')), `${n} ${point}`).toBe(false);
    survived(at, point, 'remote');
  }
});

describe.for([true, false])('a freeze that begins after the kill, with a remote: %s', (remote) => {
  const at = (year: number): string => `${year}-01-01T00:00:00Z`;
  const frozen = `version: 1\nmerge:\n  freeze:\n    - {from: '${at(2090)}', to: '${at(2091)}', reason: the fair}\n`;
  const off_ms = (): number => Date.parse(at(2090)) + 86_400_000 - Date.now();

  test('holds what nobody has seen yet; what has landed is finished', async () => {
    const make = (): Fixture => {
      const made = fixture({ remote, policy: frozen });
      work(made, { id: 'CRQ-2', push: remote });
      return made;
    };
    const whole = lander(make(), 0, ['CRQ-2']);
    const landed = whole.points.findIndex((point) => point.startsWith('land/0-') && point.endsWith('/after'));
    expect(landed).toBeGreaterThan(0);
    for (const [n, point] of sampled(whole.points, 2)) {
      const fx = make();
      const where = remote ? fx.remote : fx.clone;
      lander(fx, n + 1, ['CRQ-2']);
      const again = await pass(fx, { ids: ['CRQ-2'], off_ms });
      expect([again.landed.length, landings(fx, where).length], point).toEqual(n < landed ? [0, 0] : [1, 1]);
      expect(why(again, 'freeze') !== '', point).toBe(n < landed);
      expect(fx.tip('main'), point).toBe(fx.tip('main', where));
      expect((await pass(fx, { ids: ['CRQ-2'] })).landed, point).toMatchObject([{ crq: 'CRQ-2' }]);
      expect(landings(fx, where), point).toHaveLength(1);
    }
  });
});

/** What people do to a landing whose lander was killed right before its push. */
const MEANWHILE: Readonly<Record<string, { readonly lacks: string; act(at: Fixture, ports: Wired): Promise<void> }>> = {
  'a pause': {
    lacks: 'running',
    act: async (_, ports) =>
      (await pause(ports, 'paused', { into: undefined, reason: 'no', dryRun: false })).reported(),
  },
  'a drop': {
    lacks: 'wanted',
    act: async (_, ports) => (await drop(ports, 'CRQ-2', { reason: 'no', dryRun: false })).reported(),
  },
  'an approval that ends with the right to approve': {
    lacks: 'approved',
    act: async (at) => trust(at, [['eve', 'person', 'approve']], APPROVED),
  },
  'a branch that is opened again': {
    lacks: 'closed',
    act: async (at) => {
      at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
      at.write('crqs/CRQ-2.md', crqText('CRQ-2', { status: 'open' }));
      at.git(['commit', '--quiet', '--no-verify', '-am', 'Open it\n\nCRQ: CRQ-2\nCRQ-Transition: closed -> open']);
      if (existsSync(at.remote)) at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
      at.git(['switch', '--quiet', 'main']);
    },
  },
};
const APPROVED = 'merge:\n  approvals: 1\n  delete_branch: false\n';

const places = new Map<string, number>();
/** The number of a point in the trail of a landing without a test. */
function placeOf(point: string, remote: boolean): number {
  const at = places.get(point) ?? 0;
  if (at > 0) return at;
  const fx = fixture({ remote });
  work(fx, { id: 'CRQ-2', push: remote });
  places.set(point, lander(fx, 0, ['CRQ-2']).points.indexOf(point) + 1);
  return placeOf(point, remote);
}

describe.for([true, false])('between the kill and the same command, with a remote: %s', (remote) => {
  test.for(Object.entries(MEANWHILE))('%s holds what nobody has seen', async ([, { lacks, act }]) => {
    const fx = fixture({ remote, policy: `version: 1\n${APPROVED}` });
    work(fx, { id: 'CRQ-2', push: remote });
    trust(fx, [['grace', 'person', 'approve']], APPROVED);
    await approve(fx, 'grace');
    const where = remote ? fx.remote : fx.clone;
    const first = remote ? 'land/0-push/before' : 'land/0-refs/before';
    const killed = lander(fx, placeOf(first, remote), ['CRQ-2']);
    expect([killed.signal, killed.points.at(-1)]).toEqual(['SIGKILL', first]);
    const cwd = remote ? join(fx.root, 'other') : fx.clone;
    if (remote) fx.git(['clone', '--quiet', fx.remote, cwd]);
    await act(fx, fx.ports({ cwd, argv: ['meanwhile'] }));
    const again = await pass(fx, { ids: ['CRQ-2'] });
    expect([again.landed, landings(fx, where)]).toEqual([[], []]);
    expect(why(again, lacks)).not.toBe('');
  });
});

test('resume gives up a landing that nobody has seen yet, and finishes one that has landed', async () => {
  const make = (): Fixture => {
    const made = fixture();
    work(made, { id: 'CRQ-2' });
    return made;
  };
  const { points } = lander(make(), 0, ['CRQ-2']);
  for (const [point, state, landed] of [
    ['land/0-push/before', 'abandoned', 0],
    ['land/0-push/after', 'done', 1],
  ] as const) {
    const fx = make();
    lander(fx, points.indexOf(point) + 1, ['CRQ-2']);
    expect(await inRepo(fx, {}, async (repo) => unwrap(await resume(repo, undefined)))).toMatchObject({ state });
    expect(landings(fx)).toHaveLength(landed);
    expect((await pass(fx, { ids: ['CRQ-2'] })).landed).toMatchObject([{ crq: 'CRQ-2' }]);
  }
});
