/** Links by notes follow the commits that amend and rebase put in the place of others. */
import { expect, test } from 'vitest';
import type { Fixture } from '../../fixture.ts';
import { check } from '../scene.ts';
import { git, hooked, unseen } from './scene.ts';

const LINE = '{"schema":1,"crq":"CRQ-3","by":"Ada <ada@example.com>","at":"2026-01-01T00:00:00Z"}';

const link = (fx: Fixture, oid: string): string => fx.git(['notes', '--ref=gitcrq/links', 'add', '-m', LINE, oid]);
const noteOf = (fx: Fixture, revision: string): string =>
  git(fx, ['notes', '--ref=gitcrq/links', 'show', revision]).out;

test('an amended commit keeps its link', async () => {
  const fx = await hooked();
  link(fx, unseen(fx, 'a', '1', 'Past the hooks'));
  fx.git(['branch', '--move', 'other']);
  fx.write('a', '2');
  const ended = git(fx, ['commit', '--quiet', '--all', '--amend', '--no-edit'], { env: { GITCRQ: undefined } });
  expect(ended.err).toContain('refused link/missing');
  expect(git(fx, ['commit', '--quiet', '--all', '--amend', '--no-edit', '--no-verify']).err).toContain(
    'a link by note kept',
  );
  expect(noteOf(fx, 'HEAD').trim()).toBe(LINE);
  expect((await check(fx)).summary).toMatchObject({ unlinked: 0 });
});

test('commits that a rebase folds into one bring their links together, and nothing is lost', async () => {
  const fx = await hooked();
  const first = unseen(fx, 'a', '1', 'One');
  const second = unseen(fx, 'b', '1', 'fixup! One');
  link(fx, first);
  fx.git(['notes', '--ref=gitcrq/links', 'add', '-m', LINE.replace('CRQ-3', 'CRQ-2'), second]);
  const ended = git(fx, ['rebase', '--quiet', '--autosquash', '-i', 'HEAD~2'], { env: { GIT_SEQUENCE_EDITOR: ':' } });
  expect(ended).toMatchObject({ code: 0 });
  expect(
    noteOf(fx, 'HEAD')
      .match(/CRQ-\d/g)
      ?.sort(),
  ).toEqual(['CRQ-2', 'CRQ-3']);
  expect(noteOf(fx, first)).not.toBe('');
});

test('without links, or with lines that are none, nothing is written and nothing is said', async () => {
  const fx = await hooked();
  unseen(fx, 'a', '1', 'CRQ-2: one');
  expect(git(fx, ['commit', '--quiet', '--amend', '-m', 'CRQ-2: two'])).toMatchObject({ code: 0, err: '' });
  link(fx, fx.git(['rev-parse', 'main']));
  const tip = fx.tip('refs/notes/gitcrq/links');
  const input = `x y\n${'0'.repeat(40)}\n${'1'.repeat(40)} ${'2'.repeat(40)}\n\0\xff\n`;
  expect(git(fx, ['hook', 'run', 'post-rewrite', '--', 'amend'], { input })).toMatchObject({ code: 0 });
  expect(fx.tip('refs/notes/gitcrq/links')).toBe(tip);
});
