/** Merges are judged by their trees, never by their words. */
import { expect, test } from 'vitest';
import { crqText, type Fixture } from '../fixture.ts';
import { drivenMerge } from './driven.ts';
import { change, check, commit, rulesOf, scene } from './scene.ts';

/** The branch and main both went on; main is merged into the branch with git's own words, and not committed yet. */
function merging(
  fx: Fixture,
  onMain: readonly [string, string],
  onBranch: readonly [string, string] = ['a', '1'],
): void {
  change(fx, ...onBranch, 'Add a\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  change(fx, ...onMain, 'On main\n\nCRQ: CRQ-3');
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
}

test('a clean merge needs no link', async () => {
  const fx = scene();
  merging(fx, ['m', '1']);
  fx.git(['merge', '--quiet', '--no-edit', 'main']);
  const report = await check(fx);
  expect(report.findings).toEqual([]);
  expect(report.summary).toMatchObject({ commits: 2, linked: 1, exempt: 1 });
});

test('a merge with a change of its own needs one', async () => {
  const fx = scene();
  merging(fx, ['m', '1']);
  fx.git(['merge', '--quiet', '--no-commit', 'main']);
  fx.write('smuggled', 'in');
  commit(fx, "Merge branch 'main' into feature/CRQ-2-work");
  expect(rulesOf(await check(fx))).toEqual(['merge/evil']);
  fx.git(['commit', '--amend', '--quiet', '--no-edit', '--trailer', 'CRQ: CRQ-2']);
  expect((await check(fx)).findings).toEqual([]);
});

test('a conflict resolved by hand needs one', async () => {
  const fx = scene();
  merging(fx, ['same', 'theirs\n'], ['same', 'ours\n']);
  expect(() => fx.git(['merge', '--quiet', 'main'])).toThrow();
  fx.write('same', 'both\n');
  commit(fx, "Merge branch 'main' into feature/CRQ-2-work");
  expect(rulesOf(await check(fx))).toEqual(['merge/evil']);
});

test('two parents made by commit-tree are judged by the tree they hold', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  fx.write('anything', 'at all');
  fx.git(['add', '--all']);
  const tree = fx.git(['write-tree']);
  const oid = fx.git(['commit-tree', tree, '-p', 'HEAD', '-p', 'HEAD~1', '-m', "Merge branch 'main'"]);
  fx.git(['reset', '--quiet', '--hard', oid]);
  expect(rulesOf(await check(fx))).toEqual(['merge/evil']);
});

test('a merge of unrelated histories is judged like any other', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  const empty = fx.git(['hash-object', '-t', 'tree', '-w', '/dev/null']);
  const root = fx.git(['commit-tree', empty, '-m', 'Another root\n\nCRQ: CRQ-2']);
  fx.git(['merge', '--quiet', '--no-edit', '--allow-unrelated-histories', root]);
  const report = await check(fx);
  expect(report.summary).toMatchObject({ exempt: 1 });
});

test('what the merge driver made of a record needs no link, wherever it is judged', async () => {
  const fx = scene();
  drivenMerge(fx);
  expect(fx.read('crqs/CRQ-3.md')).toContain('labels: [branch, main]');
  const report = await check(fx);
  expect(report.findings).toEqual([]);
  expect(report.summary).toMatchObject({ exempt: 1 });
});

test('and anything else in its place does', async () => {
  for (const [path, text] of [
    ['crqs/CRQ-3.md', crqText('CRQ-3')],
    ['a-file', 'by hand\n'],
    ['crqs/CRQ-2.md', crqText('CRQ-2', { title: 'By hand' })],
  ] as const) {
    const fx = scene();
    drivenMerge(fx);
    fx.write(path, text);
    fx.git(['add', '--all']);
    fx.git(['commit', '--quiet', '--amend', '--no-edit']);
    expect(rulesOf(await check(fx)), path).toEqual(['merge/evil']);
  }
});
