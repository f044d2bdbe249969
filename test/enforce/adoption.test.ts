/** What is older than the rules is counted and not judged. */
import { expect, test } from 'vitest';
import { crqText, type Fixture } from '../fixture.ts';
import { change, check, commit, rulesOf, scene } from './scene.ts';

/** A repository with two unlinked commits before the adoption and one after it. */
function adopted(): { readonly fx: Fixture; readonly old: string } {
  const fx = scene({ remote: false });
  fx.git(['switch', '--quiet', '--orphan', 'trunk']);
  const old = change(fx, 'a', '1', 'Before');
  change(fx, 'a', '2', 'Before, too');
  fx.write('crqs/CRQ-1.md', crqText('CRQ-1'));
  change(fx, 'gitcrq.yaml', 'version: 1\nbranches:\n  base: [main]\n', 'Adopt\n\nCRQ: CRQ-1');
  fx.git(['branch', '--quiet', '--force', 'main', 'trunk']);
  fx.git(['switch', '--quiet', 'main']);
  return { fx, old };
}

test('older commits are counted, the adoption and what follows is judged', async () => {
  const { fx } = adopted();
  change(fx, 'a', '3', 'After');
  const report = await check(fx, { all: true });
  expect(report.summary).toMatchObject({ commits: 4, before_adoption: 2, linked: 1, unlinked: 1 });
  expect(rulesOf(report)).toEqual(['link/missing']);
});

test('a branch forked before the adoption and merged after it is older, too', async () => {
  const { fx, old } = adopted();
  fx.git(['switch', '--quiet', '--create', 'side', old]);
  change(fx, 'b', '1', 'On the side');
  fx.git(['switch', '--quiet', 'main']);
  fx.git(['merge', '--quiet', '--no-edit', 'side']);
  change(fx, 'c', '1', 'After\n\nCRQ: CRQ-1');
  const report = await check(fx, { all: true });
  expect(report.findings).toEqual([]);
  expect(report.summary).toMatchObject({ commits: 6, before_adoption: 3, exempt: 1, linked: 2 });
});

test('a range that begins long after the adoption is judged whole', async () => {
  const { fx } = adopted();
  for (const n of ['1', '2', '3']) change(fx, 'd', n, `Work ${n}\n\nCRQ: CRQ-1`);
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-1-x']);
  change(fx, 'e', '1', 'Unlinked');
  const report = await check(fx);
  expect(report.summary).toMatchObject({ commits: 1, before_adoption: 0, unlinked: 1 });
});

test('without a policy on the base nothing is judged and nothing fails', async () => {
  const fx = scene({ remote: false });
  fx.git(['switch', '--quiet', '--orphan', 'trunk']);
  change(fx, 'a', '1', 'One');
  change(fx, 'a', '2', 'Two');
  fx.git(['branch', '--quiet', '--force', 'main', 'trunk']);
  fx.git(['branch', '--quiet', '-D', 'feature/CRQ-2-work']);
  const report = await check(fx, { all: true });
  expect(report.findings).toEqual([]);
  expect(report.summary).toMatchObject({ commits: 2, before_adoption: 2 });
});

test('the counts always add up', async () => {
  const { fx } = adopted();
  change(fx, 'a', '4', 'Linked\n\nCRQ: CRQ-1');
  commit(fx, 'Unlinked');
  const { commits, linked, exempt, unlinked, before_adoption } = (await check(fx, { all: true })).summary;
  expect(linked + exempt + unlinked + before_adoption).toBe(commits);
  expect(commits).toBe(Number(fx.git(['rev-list', '--count', 'HEAD'])));
});

test('a branch forked before the adoption is older, also where it merged the base or an unrelated history', async () => {
  const { fx, old } = adopted();
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-1-x', old]);
  change(fx, 'b', '1', 'On the side');
  expect((await check(fx)).summary).toMatchObject({ commits: 1, before_adoption: 1 });
  fx.git(['merge', '--quiet', '--message=Bring it up', 'main']);
  change(fx, 'c', '1', 'Unlinked');
  expect((await check(fx)).summary).toMatchObject({ commits: 3, before_adoption: 1, unlinked: 1 });
  fx.git(['switch', '--quiet', '--orphan', 'other']);
  change(fx, 'd', '1', 'A root');
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-1-y', 'main']);
  fx.git(['merge', '--quiet', '--allow-unrelated-histories', '--message=Bring it in', 'other']);
  expect((await check(fx)).summary).toMatchObject({ commits: 2, before_adoption: 1, unlinked: 0 });
});

test('in a range around the adoption what stands before it is counted', async () => {
  const { fx, old } = adopted();
  change(fx, 'a', '3', 'After');
  const report = await check(fx, { range: `${old}..HEAD` });
  expect(report.summary).toMatchObject({ commits: 3, before_adoption: 1, linked: 1, unlinked: 1 });
});

test('where the history began with the adoption, a new root is judged like everything', async () => {
  const fx = scene({ remote: false });
  fx.git(['switch', '--quiet', '--orphan', 'trunk']);
  fx.write('crqs/CRQ-1.md', crqText('CRQ-1'));
  change(fx, 'gitcrq.yaml', 'version: 1\nbranches:\n  base: [main]\n', 'Adopt\n\nCRQ: CRQ-1');
  fx.git(['branch', '--quiet', '--force', 'main', 'trunk']);
  fx.git(['switch', '--quiet', '--orphan', 'feature/CRQ-1-x']);
  change(fx, 'd', '1', 'A root');
  expect((await check(fx)).summary).toMatchObject({ commits: 1, before_adoption: 0, unlinked: 1 });
});
