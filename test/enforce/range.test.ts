import { expect, test } from 'vitest';
import { crqText } from '../fixture.ts';
import { change, check, codeOf, scene } from './scene.ts';

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
