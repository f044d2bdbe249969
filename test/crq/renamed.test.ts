/** A branch that git itself renamed stays the branch of its request, for every command that asks. */
import { expect, test } from 'vitest';
import { namesAround } from '../../src/app/completion/names.ts';
import { answer, shareProcess } from '../cli/run.ts';
import { started } from '../crq-records/scene.ts';
import { type Fixture, fixture } from '../fixture.ts';

shareProcess();

/** CRQ-2 was begun by `start`, has a commit, and its branch is now called `work`. */
function renamed(): Fixture {
  const at = fixture();
  answer(at, ['start', 'x']);
  at.git(['commit', '--quiet', '--allow-empty', '-m', 'Work\n\nCRQ: CRQ-2']);
  at.git(['branch', '-m', 'feature/CRQ-2-x', 'work']);
  return at;
}

test('reading commands find the request of a renamed branch, and the branch of the request', () => {
  const at = renamed();
  expect(answer(at, ['status'])).toMatchObject({ branch: 'work', crq: { id: 'CRQ-2' } });
  expect(answer(at, ['crq', 'show', 'CRQ-2'])).toMatchObject({
    branches: [{ name: 'work' }],
    commits: expect.arrayContaining([expect.objectContaining({ subject: 'Work' })]),
  });
  const { crqs } = answer<{ crqs: readonly { id: string }[] }>(at, ['crq', 'list']);
  expect(crqs.find(({ id }) => id === 'CRQ-2')).toMatchObject({ branches: [{ name: 'work' }] });
  expect(answer(at, ['branch', 'list'])).toMatchObject({ branches: [{ name: 'work', crq: 'CRQ-2' }] });
  expect(answer(at, ['branch', 'prune'])).toMatchObject({ kept: [{ name: 'work', crq: 'CRQ-2' }] });
});

test('a note outlives neither its branch nor the name of a base', () => {
  const at = renamed();
  at.git(['config', 'branch.gone.gitcrqCrq', 'CRQ-2']);
  at.git(['config', 'branch.main.gitcrqCrq', 'CRQ-2']);
  expect(answer<{ branches: unknown }>(at, ['crq', 'show', 'CRQ-2']).branches).toMatchObject([{ name: 'work' }]);
});

test('close takes the request of a renamed branch', () => {
  const at = renamed();
  expect(answer(at, ['close', '--no-land'])).toMatchObject({ id: 'CRQ-2', branch: 'work' });
});

/** As renamed(), with or without a remote; `pushed`: the remote knew the branch by its first name. */
function begun(remote: boolean, pushed = false): Fixture {
  const at = fixture({ remote });
  answer(at, ['start', 'Add login']);
  at.write('login.txt', 'login\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Work\n\nCRQ: CRQ-2']);
  if (pushed) at.git(['push', '--quiet', '--set-upstream', 'origin', 'HEAD']);
  at.git(['branch', '-m', 'work']);
  return at;
}
const heads = (at: Fixture): readonly string[] =>
  at.git(['for-each-ref', '--format=%(refname:short)', 'refs/heads/'], at.remote).split('\n');

test('without a remote it lands as it is called here', () => {
  const at = begun(false);
  expect(answer(at, ['check'])).toMatchObject({ findings: [] });
  expect(answer(at, ['merge', 'explain', '2'])).toMatchObject({ branch: 'work' });
  expect(answer(at, ['close'])).toMatchObject({ landed: [{ crq: 'CRQ-2', branch: 'work' }], held: [] });
  expect(at.git(['show', 'main:login.txt'])).toBe('login');
});

test('with a remote it gets there by a name that says its request, and lands', () => {
  const at = begun(true);
  expect(answer(at, ['merge', 'explain', '2'])).toMatchObject({
    branch: 'work',
    requirements: expect.arrayContaining([expect.objectContaining({ why: 'work is only here; gitcrq close CRQ-2' })]),
  });
  expect(answer(at, ['close', '--no-land'])).toMatchObject({ branch: 'work', pushed: true });
  expect(heads(at)).toEqual(['feature/CRQ-2-add-login', 'main']);
  expect(answer(at, ['crq', 'show', '2'])).toMatchObject({ branches: [{ name: 'work', status: 'closed' }] });
  at.git(['switch', '--quiet', 'main']);
  expect(answer(at, ['close', '2'])).toMatchObject({ pushed: false, landed: [{ branch: 'feature/CRQ-2-add-login' }] });
  expect(heads(at)).toEqual(['main']);
  expect(answer(at, ['branch', 'prune'])).toMatchObject({ removed: [{ name: 'work', landed: { proof: 'record' } }] });
});

test('a branch that was pushed before it was renamed is one branch, and lands as the remote knows it', () => {
  const at = begun(true, true);
  const { crqs } = answer<{ crqs: readonly { id: string }[] }>(at, ['crq', 'list']);
  expect(crqs.find(({ id }) => id === 'CRQ-2')).toMatchObject({ branches: [{ name: 'work' }] });
  expect(answer(at, ['check'])).toMatchObject({ findings: [] });
  expect(answer(at, ['close'])).toMatchObject({ branch: 'work', landed: [{ branch: 'feature/CRQ-2-add-login' }] });
  expect(heads(at)).toEqual(['main']);
});

test('renamed by gitcrq again, it moves on the remote from the name that it has there', () => {
  const at = begun(true, true);
  answer(at, ['branch', 'rename', 'bugfix/CRQ-2-mend']);
  expect(heads(at)).toEqual(['bugfix/CRQ-2-mend', 'main']);
  expect(at.git(['rev-parse', '--abbrev-ref', '@{upstream}'])).toBe('origin/bugfix/CRQ-2-mend');
  at.git(['branch', '-m', 'work']);
  answer(at, ['branch', 'rename', 'bugfix/CRQ-2-mend']);
  expect(heads(at)).toEqual(['bugfix/CRQ-2-mend', 'main']);
});

test('an id that only a note tells of is not given again, and is completed', async () => {
  const at = fixture({ remote: false });
  at.git(['branch', 'work']);
  at.git(['config', 'branch.work.gitcrqCrq', 'CRQ-7']);
  const ports = at.ports();
  expect(
    namesAround(ports.files, at.clone)
      .crqs()
      .map(({ word }) => word),
  ).toContain('CRQ-7');
  expect(await started(at, 'Add login')).toMatchObject({ id: 'CRQ-8' });
});
