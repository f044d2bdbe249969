/** Which commits the words of `check` mean. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crqText } from '../fixture.ts';
import { change, check, codeOf, commit, scene } from './scene.ts';

test('a branch is judged against its base, however far that went on', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'm', '1', 'On main\n\nCRQ: CRQ-3');
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  const report = await check(fx);
  expect(report.summary.commits).toBe(1);
  expect(report.base).toBe(fx.tip('origin/main'));
  expect((await check(fx, { range: 'main' })).summary.commits).toBe(0);
  expect((await check(fx, { range: 'HEAD~1..HEAD' })).summary.commits).toBe(1);
  expect((await check(fx, { since: 'HEAD~1' })).summary.commits).toBe(1);
});

test('a branch named as an argument is judged by its own name', async () => {
  const fx = scene();
  fx.git(['branch', 'nameless']);
  expect((await check(fx, { range: 'nameless' })).findings.map(({ ref }) => ref)).toEqual(['refs/heads/nameless']);
  expect((await check(fx, { range: `${fx.tip('nameless')}` })).findings).toEqual([]);
});

test('the base a request names is the target of its branch', async () => {
  const fx = scene({ policy: 'version: 1\nbranches:\n  base: [main, release]\n  protected: [main, release]\n' });
  fx.git(['branch', 'release', 'main~1']);
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'crqs/CRQ-5.md', crqText('CRQ-5').replace('base: main', 'base: release'), 'Open CRQ-5\n\nCRQ: CRQ-5');
  fx.git(['push', '--quiet', 'origin', 'main', 'release']);
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-5-x', 'release']);
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  expect((await check(fx)).base).toBe(fx.tip('origin/release'));
});

test.each([
  [{ range: 'nowhere' }, 'REVISION_UNKNOWN'],
  [{ range: 'nowhere..HEAD' }, 'REVISION_UNKNOWN'],
  [{ range: '--all' }, 'REVISION_UNKNOWN'],
  [{ since: 'nowhere' }, 'REVISION_UNKNOWN'],
  [{ range: 'main...HEAD' }, 'RANGE_INVALID'],
  [{ range: 'a..b..c' }, 'RANGE_INVALID'],
  [{ range: 'main..HEAD', all: true }, 'RANGE_INVALID'],
  [{ since: 'main', all: true }, 'RANGE_INVALID'],
  [{ prefixes: ['9'], external: true }, 'PREFIX_INVALID'],
  [{ prefixes: ['KEY'] }, 'PREFIX_INVALID'],
])('%j is refused as %s', async (words, code) => {
  expect(await codeOf(check(scene(), words))).toBe(code);
});

test('a shallow clone gives no verdict on what it does not have', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  change(fx, 'a', '2', 'Change a\n\nCRQ: CRQ-2');
  fx.git(['push', '--quiet', 'origin', 'HEAD']);
  const shallow = join(fx.root, 'shallow');
  fx.git(['clone', '--quiet', '--depth=1', '--branch=feature/CRQ-2-work', `file://${fx.remote}`, shallow], fx.root);
  expect(await codeOf(check(fx, {}, shallow))).toBe('SHALLOW');
  expect(await codeOf(check(fx, { all: true }, shallow))).toBe('SHALLOW');
  fx.git(['fetch', '--quiet', '--unshallow', 'origin', '+refs/heads/*:refs/remotes/origin/*'], shallow);
  expect((await check(fx, {}, shallow)).summary.commits).toBe(2);
});

test('a detached HEAD, a bare repository and an unborn branch are judged as far as there is something', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', '--detach']);
  expect((await check(fx)).summary.commits).toBe(1);
  fx.git(['push', '--quiet', 'origin', 'feature/CRQ-2-work']);
  expect((await check(fx, { range: 'feature/CRQ-2-work' }, fx.remote)).summary.commits).toBe(1);
  fx.git(['switch', '--quiet', '--orphan', 'feature/CRQ-3-unborn']);
  expect((await check(fx, { all: true })).summary.commits).toBe(2);
  fx.git(['init', '--quiet', 'empty'], fx.root);
  expect(await codeOf(check(fx, {}, join(fx.root, 'empty')))).toBe('RANGE_INVALID');
});

test('a linked worktree is judged by its own branch', async () => {
  const fx = scene();
  const tree = join(fx.root, 'a worktree');
  fx.git(['worktree', 'add', '--quiet', '-b', 'feature/CRQ-3-there', tree, 'main']);
  fx.write('w', '1', tree);
  fx.git(['add', '--all'], tree);
  fx.git(['commit', '--quiet', '-m', 'There'], tree);
  commit(fx, 'Here\n\nCRQ: CRQ-2');
  expect((await check(fx, {}, tree)).findings).toMatchObject([
    { subject: 'There', next: expect.stringContaining('CRQ-3') },
  ]);
});
