/** `start` on what is there already: options that would be ignored are refused, a branch taken elsewhere is found. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from '../fixture.ts';
import { refuses } from './refusals.ts';
import { answer, gitcrq } from './run.ts';

test('options of a new request or branch are refused where nothing new is made', () => {
  const at = fixture();
  answer(at, ['start', 'Add login']);
  const label = refuses(at, ['start', 'CRQ-2', '--label', 'web'], { exit: 2, code: 'OPTION_NOT_APPLICABLE' });
  expect(label.next).toContain('gitcrq crq set CRQ-2 labels=web');
  refuses(at, ['start', 'CRQ-2', '--type', 'bugfix'], {
    exit: 2,
    code: 'OPTION_NOT_APPLICABLE',
    next: /branch new CRQ-2/,
  });
  refuses(at, ['start', '2', '--from', 'main'], { exit: 2, code: 'OPTION_NOT_APPLICABLE', message: /--from/ });
});

test('labels of a new request are in its record', () => {
  const at = fixture();
  answer(at, ['start', 'Add login', '--label', 'web', '--label', 'two words']);
  expect(at.read('crqs/CRQ-2.md')).toContain('\nlabels: [web, two words]\n');
});

test('a branch that another worktree has is named with that worktree', () => {
  const at = fixture();
  const dir = join(at.root, 'elsewhere');
  answer(at, ['start', 'Add login', '--worktree', dir]);
  refuses(at, ['start', 'CRQ-2'], { exit: 5, code: 'CHECKOUT_REFUSED', next: /^cd .*elsewhere/ });
  expect(answer(at, ['start', 'CRQ-2'], { cwd: dir })).toMatchObject({ resumed: true });
});

test('a second init finds everything in place and leaves nothing to undo', () => {
  const at = fixture();
  answer(at, ['init']);
  const first = gitcrq(at, ['undo', '--list']).out;
  expect(answer(at, ['init'])).toMatchObject({ adoption: null, hooks: [] });
  expect(gitcrq(at, ['undo', '--list']).out).toBe(first);
});
