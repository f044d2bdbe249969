/** Small things that were wrong once: words of JavaScript as keys, absent answers, refusals that led nowhere. */
import { expect, test } from 'vitest';
import { planSet } from '../../src/crq/edit.ts';
import { findCrq } from '../../src/crq/find.ts';
import { crqHistory } from '../../src/crq/history.ts';
import { answer, shareProcess } from '../cli/run.ts';
import { fixture } from '../fixture.ts';
import { asked, commit, done, refusal, started } from './scene.ts';

shareProcess();

test('a key may be called as Object calls its own', async () => {
  const at = fixture();
  await started(at, 'Add login');
  for (const key of ['constructor', 'toString', '__proto__'])
    await done(at, (repo, basis) => planSet(repo, basis, '2', [`${key}=x`]));
  expect(at.read('crqs/CRQ-2.md')).toMatch(/constructor: x\n[\s\S]*toString: x\n[\s\S]*__proto__: x\n/);
  const refused = refusal(asked(at, (repo, basis) => planSet(repo, basis, '2', ['id=CRQ-3'])));
  expect(await refused).toMatchObject({ code: 'CRQ_KEY_INVALID', message: expect.stringMatching(/never changed/) });
});

test('what is not there is left out of an answer, but for the commit that was not made', () => {
  const at = fixture();
  const made = answer<object>(at, ['crq', 'new', 'Add login', '--no-commit']);
  expect(made).toEqual({ id: 'CRQ-2', path: 'crqs/CRQ-2.md', oid: null });
  const begun = answer<object>(at, ['start', 'Add logout']);
  expect(Object.keys(begun).sort()).toEqual(['branch', 'claim', 'id', 'oid', 'path', 'resumed', 'title']);
});

test('an unreadable request names a ref that holds its file', async () => {
  const at = fixture();
  const other = at.another('other');
  await started(at, 'Add login');
  commit(at, { 'crqs/CRQ-2.md': 'nonsense\n' }, 'Break it\n\nCRQ: CRQ-2');
  at.git(['push', '--quiet', 'origin', 'HEAD']);
  at.git(['fetch', '--quiet'], other);
  for (const [cwd, ref] of [
    [at.clone, 'feature/CRQ-2-add-login'],
    [other, 'origin/feature/CRQ-2-add-login'],
  ] as const) {
    const { code, next } = await refusal(asked(at, (repo, basis) => findCrq(repo, basis, '2'), cwd));
    expect(code).toBe('CRQ_UNREADABLE');
    expect(next.split('\n')[0]).toBe(`git show ${ref}:crqs/CRQ-2.md`);
    expect(at.git(['show', `${ref}:crqs/CRQ-2.md`], cwd)).toBe('nonsense');
  }
  at.git(['push', '--quiet', 'origin', 'HEAD:main']);
  at.git(['fetch', '--quiet'], other);
  // The local base lags behind and has no such file.
  const { next } = await refusal(asked(at, (repo, basis) => findCrq(repo, basis, '2'), other));
  expect(next.split('\n')[0]).toBe('git show origin/main:crqs/CRQ-2.md');
});

test.for(['--', '../x', '-1', '--all', 'refs/heads/main', ':/x', 'crqs/CRQ-1.md', '1;id', 'CRQ-1 ', 'CRQ-999999999'])(
  '%j as an id is an id or no id, never a path or an option',
  async (id) => {
    const at = fixture();
    const { code } = await refusal(asked(at, (repo, basis) => crqHistory(repo, basis, id)));
    expect(code).toBe(id === 'CRQ-1 ' ? 'no failure' : id === 'CRQ-999999999' ? 'CRQ_NOT_FOUND' : 'ID_INVALID');
  },
);
