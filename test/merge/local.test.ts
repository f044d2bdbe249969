/** Landing in a repository without a remote: one transaction, and checkouts that follow or hold. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from '../fixture.ts';
import { branchOf, landings, pass, why, work } from './ground.ts';

const local = (policy?: string) => fixture({ remote: false, ...(policy !== undefined && { policy }) });

test('target, log and branch move in one go, and the checkout follows', async () => {
  const at = local();
  const head = work(at, { id: 'CRQ-2', push: false });
  at.write('README', 'mine\n');
  const done = await pass(at);
  expect(done.landed).toMatchObject([{ crq: 'CRQ-2', oid: at.tip('main'), head }]);
  expect(at.git(['for-each-ref', '--format=%(refname)']).split('\n')).toEqual([
    'refs/gitcrq/queue/main/log',
    'refs/heads/main',
  ]);
  expect(at.read('CRQ-2.txt')).toBe('work of CRQ-2\n');
  expect(at.git(['status', '--porcelain'])).toBe(' M README');
});

test('a checkout of the target with changes in the way holds; both sides stay as they are', async () => {
  const at = local();
  const head = work(at, { id: 'CRQ-2', push: false, files: { README: 'theirs\n' } });
  const before = at.tip('main');
  at.write('README', 'mine\n');
  const done = await pass(at, { ids: ['CRQ-2'] });
  expect(why(done, 'checkout-dirty')).toContain(at.clone);
  expect([at.tip('main'), at.tip(branchOf({ id: 'CRQ-2' })), at.read('README')]).toEqual([before, head, 'mine\n']);
  expect(at.git(['for-each-ref', 'refs/gitcrq'])).toBe('');
});

test('an untracked file in the way holds, too', async () => {
  const at = local();
  work(at, { id: 'CRQ-2', push: false });
  at.write('CRQ-2.txt', 'mine\n');
  const done = await pass(at);
  expect(done.landed).toEqual([]);
  expect(at.read('CRQ-2.txt')).toBe('mine\n');
});

test('a branch that is checked out somewhere lands and is not deleted', async () => {
  const at = local();
  work(at, { id: 'CRQ-2', push: false });
  at.git(['switch', '--quiet', branchOf({ id: 'CRQ-2' })]);
  const done = await pass(at);
  expect(done.landed).toHaveLength(1);
  expect(at.tip(branchOf({ id: 'CRQ-2' }))).toBe(done.landed[0]?.head);
  expect(at.git(['status', '--porcelain'])).toBe('');
});

test('linked worktrees of the target follow as well', async () => {
  const at = local();
  work(at, { id: 'CRQ-2', push: false });
  at.git(['switch', '--quiet', '--detach']);
  at.git(['worktree', 'add', '--quiet', join(at.root, 'linked'), 'main']);
  await pass(at);
  expect(at.read('CRQ-2.txt', join(at.root, 'linked'))).toBe('work of CRQ-2\n');
  expect(at.git(['status', '--porcelain'], join(at.root, 'linked'))).toBe('');
});

test('a target that is being rebased holds', async () => {
  const at = local();
  work(at, { id: 'CRQ-2', push: false });
  at.write('.git/rebase-merge/head-name', 'refs/heads/main\n');
  expect(why(await pass(at), 'checkout-dirty')).toContain('rebased');
});

test('two landers in one clone: one waits for the other, one landing', async () => {
  const at = local('version: 1\nmerge:\n  test: sleep 0.3\n');
  work(at, { id: 'CRQ-2', push: false });
  const both = await Promise.all([pass(at, { ids: ['CRQ-2'] }), pass(at, { ids: ['CRQ-2'] })]);
  expect(landings(at, at.clone)).toHaveLength(1);
  expect(both.map((done) => done.landed[0]?.oid)).toEqual([at.tip('main'), at.tip('main')]);
});

test('the base moves while the test runs: tested again', async () => {
  const at = local();
  const [seen, once] = [join(at.root, 'seen'), join(at.root, 'once')];
  const race = `git rev-parse HEAD >> ${seen}; if [ ! -e ${once} ]; then touch ${once}; cd ${at.clone} && git commit --quiet --allow-empty -m Race -m 'CRQ: CRQ-1'; fi`;
  at.write('gitcrq.yaml', `version: 1\nmerge:\n  test: ${JSON.stringify(race)}\n`);
  at.git(['commit', '--quiet', '-am', 'Test\n\nCRQ: CRQ-1']);
  work(at, { id: 'CRQ-2', push: false });
  const done = await pass(at);
  expect(done.held).toEqual([]);
  expect(at.read('seen', at.root).trim().split('\n').at(-1)).toBe(at.tip('main'));
  expect(at.git(['log', '-1', '--format=%s', 'main^1'])).toBe('Race');
  expect(at.git(['status', '--porcelain'])).toBe('');
});
