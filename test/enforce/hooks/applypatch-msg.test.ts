/** Patches by mail: `git am` asks none of the commit's own hooks. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Fixture } from '../../fixture.ts';
import { git, hooked, unseen } from './scene.ts';

/** A patch whose commit carries this message; the branch stands where it stood before. */
function patch(fx: Fixture, words: string): string {
  unseen(fx, 'patched', words, words);
  fx.git(['format-patch', '--quiet', '-1', '--keep-subject', '--output', join(fx.root, 'one.patch')]);
  fx.git(['reset', '--quiet', '--hard', 'HEAD^']);
  return join(fx.root, 'one.patch');
}

test('a patch that names a request nobody has is refused, with the way around', async () => {
  const fx = await hooked();
  const ended = git(fx, ['am', '--quiet', '--keep', patch(fx, 'Mend it\n\nCRQ: CRQ-77')]);
  expect(ended.code).not.toBe(0);
  expect(ended.err).toMatch(/refused link\/unknown: Mend it\n {2}why: .*\n {2}next: git am --abort/);
  expect(git(fx, ['am', '--abort']).code).toBe(0);
});

test('a patch on the base is refused without a request', async () => {
  const fx = await hooked();
  const file = patch(fx, 'Mend it');
  fx.git(['switch', '--quiet', 'main']);
  expect(git(fx, ['am', '--quiet', file]).err).toMatch(/next: git am --abort\n {2}next: gitcrq start 'Mend it'/);
});
