/** Finding requests: filters, order, what is ready and why the rest is not. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { commit, ids, listed, refusal, started } from './scene.ts';

shareProcess();

const OWNED = crqText('CRQ-4', { status: 'deferred', priority: 'critical', type: 'bugfix' });

/** CRQ-2 open; CRQ-3 waits for it; CRQ-4 deferred and another's; CRQ-5 waits for what is closed; CRQ-6 for nothing that is there. */
function several(at = fixture()): Fixture {
  commit(
    at,
    {
      'crqs/CRQ-2.md': crqText('CRQ-2', { title: 'Export', priority: 'low' }),
      'crqs/CRQ-3.md': crqText('CRQ-3', { depends_on: '[CRQ-2]', priority: 'high' }),
      'crqs/CRQ-4.md': `${OWNED.replace('owner: ada', 'owner: grace').replace('2026-01-01', '2025-12-31')}\nÉtude in Ö.\n`,
      'crqs/CRQ-5.md': crqText('CRQ-5', { depends_on: '[CRQ-1]', status: 'approved' }),
      'crqs/CRQ-6.md': crqText('CRQ-6', { depends_on: '[CRQ-99]' }),
    },
    'Add requests\n\nCRQ: CRQ-1',
  );
  at.git(['push', '--quiet', 'origin', 'main']);
  return at;
}

test('each filter keeps what it names, and several keep what passes all of them', async () => {
  const at = several();
  expect(ids(await listed(at, { status: ['open', 'approved'] }))).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-5', 'CRQ-6']);
  expect(ids(await listed(at, { type: 'bugfix' }))).toEqual(['CRQ-4']);
  expect(ids(await listed(at, { owner: 'Grace@Example.com' }))).toEqual(['CRQ-4']);
  expect(ids(await listed(at, { owner: 'grace' }))).toEqual(['CRQ-4']);
  expect(ids(await listed(at, { mine: true, status: ['closed'] }))).toEqual(['CRQ-1']);
  expect(ids(await listed(at, { search: 'étude in ö' }))).toEqual(['CRQ-4']);
  expect(ids(await listed(at, { search: 'work of crq', status: ['approved'] }))).toEqual(['CRQ-5']);
  expect(await listed(at, { search: 'nowhere' })).toMatchObject({ crqs: [], total: 6 });
});

test('the order is by the key, and by the id where the key is the same', async () => {
  const at = several();
  expect(ids(await listed(at, { sort: 'priority' }))).toEqual(['CRQ-4', 'CRQ-3', 'CRQ-1', 'CRQ-5', 'CRQ-6', 'CRQ-2']);
  expect(ids(await listed(at, { sort: 'status' }))).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-6', 'CRQ-5', 'CRQ-1', 'CRQ-4']);
  expect(ids(await listed(at, { sort: 'created' }))[0]).toBe('CRQ-4');
  expect(ids(await listed(at, { sort: 'owner' })).at(-1)).toBe('CRQ-4');
  expect(ids(await listed(at, { sort: 'type' }))[0]).toBe('CRQ-4');
});

test('a search finds a request that is only on its branch', async () => {
  const at = several();
  await started(at, 'Add login');
  at.git(['switch', '--quiet', 'main']);
  expect(ids(await listed(at, { search: 'ADD LOGIN' }))).toEqual(['CRQ-7']);
  at.git(['push', '--quiet', 'origin', 'feature/CRQ-7-add-login']);
  expect(ids(await listed(at, { search: 'add login' }, at.another('other')))).toEqual(['CRQ-7']);
});

test('ready is what can be begun now, and the rest says why it cannot', async () => {
  const at = several();
  const first = await listed(at, { ready: true });
  expect(ids(first)).toEqual(['CRQ-2', 'CRQ-5']);
  expect(first.not_ready).toEqual([
    { id: 'CRQ-1', phase: 'closed', why: 'it is closed' },
    { id: 'CRQ-3', phase: 'active', why: 'it depends on CRQ-2, which is open' },
    { id: 'CRQ-4', phase: 'ended', why: 'it is deferred' },
    { id: 'CRQ-6', phase: 'active', why: 'it depends on CRQ-99, which is nowhere' },
  ]);
  // Checked out is begun; a record alone is not; a commit of work is.
  const { branch } = await started(at, '2');
  expect((await listed(at, { ready: true })).not_ready).toContainEqual({
    id: 'CRQ-2',
    phase: 'active',
    why: `${branch} is checked out in ${at.clone}`,
  });
  commit(at, { 'crqs/CRQ-2.md': `${at.read('crqs/CRQ-2.md')}\nMore.\n` }, 'Say more\n\nCRQ: CRQ-2');
  at.git(['switch', '--quiet', 'main']);
  expect(ids(await listed(at, { ready: true }))).toEqual(['CRQ-2', 'CRQ-5']);
  at.git(['switch', '--quiet', branch]);
  commit(at, { 'export.txt': 'x\n' }, 'Export\n\nCRQ: CRQ-2');
  // A merge on top of work is still work.
  commit(at, { 'crqs/CRQ-2.md': `${at.read('crqs/CRQ-2.md')}\nDone.\n` }, 'Say it\n\nCRQ: CRQ-2');
  at.git(['switch', '--quiet', 'main']);
  const last = await listed(at, { ready: true });
  expect(ids(last)).toEqual(['CRQ-5']);
  expect(last.not_ready).toContainEqual({
    id: 'CRQ-2',
    phase: 'active',
    why: `${branch} has commits that have not landed`,
  });
});

test('an unknown word is refused with the allowed ones', async () => {
  const at = several();
  expect(await refusal(listed(at, { type: 'bugfx' }))).toMatchObject({
    code: 'FILTER_UNKNOWN',
    message: expect.stringMatching(/bugfx.*allowed: feature, bugfix/),
    next: 'gitcrq crq list --type bugfix',
  });
  expect(await refusal(listed(at, { status: ['opne'] }))).toMatchObject({
    code: 'FILTER_UNKNOWN',
    message: expect.stringMatching(/opne.*allowed: draft, open.*closing/),
    next: 'gitcrq crq list --status open',
  });
  const said = envelope(gitcrq(at, ['crq', 'list', '--sort', 'nonsense', '--json']));
  expect(said).toMatchObject({ exit: 2, error: { code: 'USAGE', message: expect.stringContaining('priority') } });
});

test('people are told why nothing is listed, and what is not ready', () => {
  const at = several();
  expect(gitcrq(at, ['crq', 'list', '--search', 'nowhere']).out).toBe(
    'None of the 6 requests passes the filter. See all: gitcrq crq list\n',
  );
  const said = gitcrq(at, ['crq', 'list', '--ready']);
  expect(said.out).not.toContain('CRQ-3');
  expect(said.err).toContain('not ready: CRQ-3: it depends on CRQ-2, which is open\n');
  expect(said.err).not.toContain('CRQ-1:');
  expect(gitcrq(at, ['crq', 'list', '--ready', '--type', 'bugfix']).out).toMatch(/^Nothing is ready .*gitcrq crq new/);
});

test('an id that was given twice is told of', async () => {
  const at = fixture();
  const other = at.another('other');
  await started(at, 'Add login');
  expect((await listed(at)).warnings).toEqual([]);
  at.git(['switch', '--quiet', '-c', 'feature/CRQ-2-second-part']);
  // A second branch of the same request is no second request.
  expect((await listed(at)).warnings).toEqual([]);
  at.write('crqs/CRQ-2.md', crqText('CRQ-2'), other);
  at.git(['switch', '--quiet', '-c', 'bugfix/CRQ-2-other'], other);
  at.git(['add', '.'], other);
  at.git(['commit', '--quiet', '-m', 'Open CRQ-2\n\nCRQ: CRQ-2'], other);
  at.git(['push', '--quiet', 'origin', 'HEAD'], other);
  at.git(['fetch', '--quiet']);
  expect((await listed(at)).warnings).toEqual([
    expect.stringMatching(/^CRQ-2 was made twice: on .*bugfix\/CRQ-2-other/),
  ]);
  // Also where one of them has reached the base.
  at.git(['push', '--quiet', 'origin', 'HEAD:main'], other);
  at.git(['fetch', '--quiet']);
  expect((await listed(at)).warnings).toEqual([expect.stringMatching(/^CRQ-2 was made twice: on main and on feature/)]);
});

test('a long list is kept by the name of its tree, and what is kept changes no answer', async () => {
  const at = fixture();
  const files: Record<string, string> = { 'crqs/CRQ-2.md': 'broken' };
  for (let n = 3; n <= 502; n++) files[`crqs/CRQ-${n}.md`] = crqText(`CRQ-${n}`);
  commit(at, files, 'Add requests\n\nCRQ: CRQ-1');
  const kept = join(at.clone, '.git', 'gitcrq', 'cache', 'records.json');
  const first = await listed(at);
  expect([first.total, first.unreadable.length]).toEqual([501, 1]);
  const text = at.read('.git/gitcrq/cache/records.json');
  expect(await listed(at)).toEqual(first);
  for (const wrong of ['', 'null', text.slice(0, -2), `${text.split('\n')[0]}\n{"crqs":[]}`]) {
    writeFileSync(kept, wrong);
    expect(await listed(at)).toEqual(first);
  }
  writeFileSync(kept, text.replace('Work of CRQ-77', 'Kept words'));
  expect((await listed(at)).crqs.map(({ title }) => title)).toContain('Kept words');
  commit(at, { 'crqs/CRQ-77.md': crqText('CRQ-77', { title: 'Other words' }) }, 'Change one\n\nCRQ: CRQ-77');
  expect((await listed(at)).crqs.find(({ id }) => id === 'CRQ-77')?.title).toBe('Other words');
});
