/** What was green when it landed stays green when all of history is judged. */
import { expect, test } from 'vitest';
import { answer, shareProcess } from '../cli/run.ts';
import { fixture } from '../fixture.ts';

shareProcess();

test('a merge of the base into a branch that was closed already', () => {
  const at = fixture();
  answer(at, ['start', 'Add login']);
  at.write('login.txt', 'login\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Add it\n\nCRQ: CRQ-2']);
  answer(at, ['close', '--no-land']);
  const branch = at.git(['branch', '--show-current']);
  at.git(['switch', '--quiet', '--detach', 'origin/main']);
  at.write('other.txt', 'other\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Other work\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD:main']);
  at.git(['switch', '--quiet', branch]);
  at.git(['merge', '--quiet', 'origin/main', '-m', 'Merge main\n\nCRQ: CRQ-2']);
  answer(at, ['close']);
  at.git(['fetch', '--quiet']);
  const { findings } = answer<{ findings: readonly { rule: string; subject?: string }[] }>(at, [
    'check',
    'origin/main',
    '--all',
  ]);
  // The commit made past the queue above is linked to a request that is closed; the merge is not to blame.
  expect(findings.map(({ rule, subject }) => [rule, subject])).toEqual([['link/not-accepting', 'Other work']]);
});
