/** A branch that git itself renamed stays the branch of its request, for every command that asks. */
import { expect, test } from 'vitest';
import { answer } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

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
