/** Kill -9 at every point of a pass that notices what came to the base by hand: one commit says so, and nothing is lost. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pause } from '../../src/app/direct.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { pass, work } from '../merge/ground.ts';
import { fsck, leftovers } from '../state.ts';
import { lander, sampled } from './landers.ts';

interface Ground {
  readonly name: string;
  readonly remote: boolean;
  /** What happened to the base; answers what a commit has to name as its cause. */
  make(at: Fixture): Promise<string> | string;
  readonly status: string;
  /** A file that must be there, or must not. */
  readonly file: boolean;
}

const BRANCH = 'feature/CRQ-2-work';

function merged(at: Fixture, how: readonly string[]): string {
  const remote = existsSync(at.remote);
  const head = work(at, { id: 'CRQ-2', status: 'open', push: remote });
  at.git(['merge', '--quiet', ...how, BRANCH]);
  if (how.includes('--squash')) at.git(['commit', '--quiet', '-m', 'Do it (#7)\n\nCRQ: CRQ-2']);
  if (remote) at.git(['push', '--quiet', 'origin', 'main']);
  return `landed ${head}`;
}

async function reverted(at: Fixture): Promise<string> {
  const remote = existsSync(at.remote);
  work(at, { id: 'CRQ-2', push: remote });
  const [landing] = (await pass(at)).landed;
  at.git(['revert', '--no-edit', '-m', '1', 'HEAD']);
  at.git(['commit', '--quiet', '--amend', '-m', `${at.git(['log', '-1', '--format=%B'])}\n\nCRQ: CRQ-1`]);
  if (remote) at.git(['push', '--quiet', 'origin', 'main']);
  return `reverted ${landing?.oid}`;
}

const MERGE = ['--no-ff', '-m', 'Merge it\n\nCRQ: CRQ-2'];
const closed = { status: 'closed', file: true };
const opened = { status: 'open', file: false };
const GROUNDS: readonly Ground[] = [
  { name: 'a merge commit', remote: true, make: (at) => merged(at, MERGE), ...closed },
  { name: 'a squash', remote: true, make: (at) => merged(at, ['--squash']), ...closed },
  { name: 'a landing that was reverted', remote: true, make: reverted, ...opened },
  { name: 'a merge commit, without a remote', remote: false, make: (at) => merged(at, MERGE), ...closed },
  { name: 'a landing that was reverted, without a remote', remote: false, make: reverted, ...opened },
];

test.for(GROUNDS)('$name', async ({ remote, make, status, file }) => {
  const begun = async (): Promise<readonly [Fixture, string]> => {
    const at = fixture({ remote });
    const cause = await make(at);
    // Somebody else's branch goes on its way.
    work(at, { id: 'CRQ-3', push: remote });
    at.write('README', 'mine\n');
    return [at, cause];
  };
  const whole = lander((await begun())[0], 0, []);
  expect(whole.points).toContain('merge reconcile/done');
  expect(whole.landed).toMatchObject([{ crq: 'CRQ-3' }]);
  // Kills further on are those of landing.test.ts.
  const points = whole.points.slice(0, whole.points.indexOf('merge reconcile/done') + 2);
  for (const [n, point] of sampled(points, 2)) {
    const [at, cause] = await begun();
    const where = remote ? at.remote : at.clone;
    const told = `${n} ${point}`;
    expect(lander(at, n + 1, []).signal, told).toBe('SIGKILL');
    await pass(at);
    const commits = at.git(['log', '--format=%H', '-F', `--grep=CRQ-Cause: ${cause}`, 'main'], where).split('\n');
    expect(commits, told).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect(at.git(['show', 'main:crqs/CRQ-2.md'], where), told).toContain(`status: ${status}\n`);
    const names = at.git(['ls-tree', '--name-only', 'main'], where).split('\n');
    expect([names.includes('CRQ-2.txt'), names.includes('CRQ-3.txt')], told).toEqual([file, true]);
    expect(
      at.git(['log', '--format=%s', '--grep=^CRQ-Landed: feature/CRQ-3-work', 'main'], where).split('\n'),
      told,
    ).toHaveLength(1);
    expect([at.tip('main'), at.git(['status', '--porcelain'])], told).toEqual([at.tip('main', where), ' M README']);
    expect(at.git(['for-each-ref', 'refs/gitcrq/candidates']), told).toBe('');
    expect([leftovers(at), existsSync(join(at.clone, '.git', 'gitcrq', 'lander.lock'))], told).toEqual([[], false]);
    expect([fsck(at), fsck(at, where)], told).toEqual(['', '']);
    const tip = at.tip('main', where);
    await pass(at);
    expect(at.tip('main', where), told).toBe(tip);
  }
});

test('a pause that begins after the kill holds back what was planned', async () => {
  const make = (): readonly [Fixture, string] => {
    const at = fixture();
    return [at, merged(at, MERGE)];
  };
  const begun = lander(make()[0], 0, []).points.indexOf('merge reconcile/begun');
  const [at, cause] = make();
  const tip = at.tip('main', at.remote);
  lander(at, begun + 1, []);
  const ports = at.ports({ cwd: at.another('other'), argv: ['merge', 'pause'] });
  const words = { into: undefined, reason: undefined, dryRun: false };
  (await pause(ports, 'paused', words)).reported();
  expect([(await pass(at)).noticed, at.tip('main', at.remote)]).toEqual([[], tip]);
  (await pause({ ...ports, argv: ['merge', 'resume'] }, 'resumed', words)).reported();
  expect((await pass(at)).noticed).toMatchObject([{ crq: 'CRQ-2' }]);
  expect(at.git(['log', '-1', '--format=%B', 'main'], at.remote)).toContain(`CRQ-Cause: ${cause}\n`);
});
