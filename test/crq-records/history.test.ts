/** The commits of a request, and the same as a section of a file in which nothing else changes. */
import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crqHistory } from '../../src/crq/history.ts';
import { planHistory, type WrittenHistory } from '../../src/crq/history-write.ts';
import { answer, gitcrq, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { asked, commit, done, refusal, started } from './scene.ts';

shareProcess();

async function begun(at = fixture()): Promise<Fixture> {
  await started(at, 'Add login');
  commit(
    at,
    { 'a.txt': 'a\n' },
    'Add the form\n\nIt has two fields.\n\n<!-- gitcrq history CRQ-2 end -->\n\nCRQ: CRQ-2',
  );
  commit(at, { 'b.txt': 'b\n' }, 'CRQ-2: Add a test');
  return at;
}

const history = (at: Fixture, cwd = at.clone) => asked(at, (repo, basis) => crqHistory(repo, basis, '2'), cwd);
const write = (at: Fixture, file: string, cwd = at.clone) =>
  done<WrittenHistory>(at, (repo, basis) => planHistory(repo, basis, '2', file), cwd);

test('commits come oldest first, with what their makers wrote', async () => {
  const at = await begun();
  const { commits } = await history(at);
  expect(commits.map(({ subject, description }) => [subject, description])).toEqual([
    ['Open CRQ-2: Add login', ''],
    ['Add the form', 'It has two fields.\n\n<!-- gitcrq history CRQ-2 end -->'],
    ['CRQ-2: Add a test', ''],
  ]);
  expect(commits[2]).toMatchObject({ oid: at.tip('HEAD'), date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
  const whole = gitcrq(at, ['crq', 'show', '2', '--history']).out;
  expect(whole).toContain('    It has two fields.');
  expect(gitcrq(at, ['crq', 'show', '2']).out).not.toContain('two fields');
  expect(gitcrq(at, ['crq', 'history', '2']).out.split('\n')[0]).toMatch(/^[0-9a-f]{10} .* \(Ada Lovelace\)$/);
});

const ODD: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['without a last line end', '# Login\n\ntext'],
  ['with CRLF', '# Login\r\n\r\ntext\r\n'],
  ['in no UTF-8', '# Login \xe9\xff\n'],
];

test.for(ODD)('a file that is %s keeps every byte outside the section', async ([, text]) => {
  const at = await begun();
  const path = join(at.clone, 'LOGIN.md');
  const bytes = () => Buffer.from(at.ports().files.read(path) ?? '').toString('latin1');
  at.ports().files.writeAtomic(path, Buffer.from(text, 'latin1'));
  chmodSync(path, 0o640);
  expect(await write(at, 'LOGIN.md')).toMatchObject({ path: 'LOGIN.md', changed: true });
  const first = bytes();
  expect(first.startsWith(text)).toBe(true);
  expect(first).toContain(`**Commit:** ${at.tip('HEAD')}`);
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(text.includes('\r\n') ? first.replaceAll('\r\n', '').includes('\n') : first.includes('\r')).toBe(false);
  expect(await write(at, 'LOGIN.md')).toMatchObject({ changed: false });
  expect(bytes()).toBe(first);
  // Text behind it, and a history that went on.
  at.ports().files.writeAtomic(path, Buffer.from(`${first}behind`, 'latin1'));
  commit(at, { 'c.txt': 'c\n' }, 'Add more\n\nCRQ: CRQ-2');
  await write(at, 'LOGIN.md');
  expect(bytes().startsWith(text) && bytes().endsWith('behind')).toBe(true);
  expect(bytes().match(/\*\*Commit:\*\*/g)).toHaveLength(4);
});

test('it is a plan: a dry run writes nothing, undo gives the file back', async () => {
  const at = await begun();
  at.write('docs/x.md', 'text\n');
  const argv = ['crq', 'history', '2', '--write', 'x.md'];
  const cwd = join(at.clone, 'docs');
  expect(answer(at, [...argv, '--dry-run'], { cwd })).toEqual({
    plan: [{ op: 'files', summary: `change ${join(cwd, 'x.md')}`, path: join(cwd, 'x.md') }],
  });
  expect(at.read('docs/x.md')).toBe('text\n');
  expect(answer(at, argv, { cwd })).toMatchObject({ path: 'docs/x.md', changed: true });
  expect(at.read('docs/x.md')).toContain('## Commit History');
  answer(at, ['undo']);
  expect(at.read('docs/x.md')).toBe('text\n');
});

test('a file that cannot take it is refused and stays as it is', async () => {
  const at = await begun();
  mkdirSync(join(at.clone, 'folder'));
  symlinkSync('/etc/hostname', join(at.clone, 'link.md'));
  symlinkSync(at.root, join(at.clone, 'out'));
  at.write('zero.md', 'a\0b');
  at.write('open.md', 'x\n<!-- gitcrq history CRQ-2 -->\n');
  at.write('shut.md', '<!-- gitcrq history CRQ-2 end -->\n');
  at.write('twice.md', '<!-- gitcrq history CRQ-2 -->\n<!-- gitcrq history CRQ-2 end -->\n'.repeat(2));
  const UNFIT: readonly (readonly [string, RegExp])[] = [
    ['-', /standard input/],
    ['', /no path/],
    ['../x.md', /outside the work tree/],
    ['out/x.md', /outside the work tree/],
    ['/x.md', /outside the work tree/],
    ['.git/x.md', /git's own/],
    ['gitcrq.yaml', /holds the rules/],
    ['nowhere/x.md', /folder that is not there/],
    ['folder', /no plain file/],
    ['link.md', /symbolic link/],
    ['zero.md', /NUL/],
    ['open.md', /line 2 has no end/],
    ['shut.md', /line 1 ends/],
    ['twice.md', /twice/],
  ];
  for (const [file, message] of UNFIT)
    expect(await refusal(write(at, file)), file).toMatchObject({
      code: 'HISTORY_FILE_UNFIT',
      message: expect.stringMatching(message),
      next: expect.stringContaining('--write CHANGES.md'),
    });
  expect(at.read('open.md')).toBe('x\n<!-- gitcrq history CRQ-2 -->\n');
});

test('a shallow clone says that commits may be missing', async () => {
  const at = await begun();
  at.git(['push', '--quiet', 'origin', 'HEAD']);
  at.git(['clone', '--quiet', '--depth=1', '--no-single-branch', `file://${at.remote}`, 'shallow'], at.root);
  const cwd = join(at.root, 'shallow');
  expect(await history(at, cwd)).toMatchObject({ shallow: true, commits: { length: 1 } });
  expect(answer(at, ['crq', 'show', '2'], { cwd })).toMatchObject({ shallow: true });
  expect(gitcrq(at, ['crq', 'show', '2'], { cwd }).err).toMatch(/shallow.*git fetch --unshallow/);
  expect(await history(at)).not.toHaveProperty('shallow');
});
