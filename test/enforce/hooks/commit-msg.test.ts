/** What commit-msg refuses and what it lets pass, through the installed stub and real git. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crqText, type Fixture } from '../../fixture.ts';
import { change } from '../scene.ts';
import { editor, git, hooked, message, run, stage } from './scene.ts';

/** The command a refusal names. */
const nextOf = (err: string): string => /^ {2}next: (.*)$/m.exec(err)?.[1] ?? '';
const head = (fx: Fixture): string => fx.git(['rev-parse', 'HEAD']);

test('an unlinked commit on the base is refused, and the refused message is not lost', async () => {
  const fx = await hooked();
  fx.git(['switch', '--quiet', 'main']);
  const before = head(fx);
  stage(fx, 'a', '1');
  const refused = git(fx, ['commit', '-m', "It's work"]);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("refused link/missing: It's work");
  expect(head(fx)).toBe(before);
  const again = [...refused.err.matchAll(/^ {2}next: (.*)$/gm)]
    .map(([, command]) => command ?? '')
    .find((command) => command.startsWith('git commit'));
  expect(git(fx, ['-c', `alias.again=!${again?.replace('CRQ-<n>', 'CRQ-2')}`, 'again']).code).toBe(0);
  expect(message(fx)).toBe("It's work\n\nCRQ: CRQ-2");
});

test.each<[string, readonly string[], string]>([
  ['-a', ['-a'], 'a\nsub dir/b'],
  ['a path', ['--', 'b'], 'sub dir/b'],
])('a commit of %s is made again by the command that the refusal names', async (_what, words, changed) => {
  const fx = await hooked();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  change(fx, 'sub dir/b', '1', 'Add b\n\nCRQ: CRQ-2');
  for (const path of ['a', 'sub dir/b']) fx.write(path, '2');
  const dir = join(fx.clone, 'sub dir');
  const refused = git(fx, ['commit', '-m', 'Work\n\nCRQ: CRQ-22', ...words], { dir });
  expect(refused.code).toBe(1);
  expect(run(fx, 'sh', ['-c', nextOf(refused.err)], { dir })).toMatchObject({ code: 0 });
  expect(message(fx)).toBe('Work\n\nCRQ: CRQ-2');
  expect(fx.git(['diff', '--name-only', 'HEAD~1', 'HEAD'])).toBe(changed);
});

test.each<[string, readonly string[], number]>([
  ['an amend', ['--amend'], 0],
  ['an empty commit', ['--allow-empty'], 1],
])('%s is made again as one', async (_what, words, more) => {
  const fx = await hooked();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  const before = Number(fx.git(['rev-list', '--count', 'HEAD']));
  const refused = git(fx, ['commit', ...words, '-m', 'Add a\n\nCRQ: CRQ-22']);
  expect(run(fx, 'sh', ['-c', nextOf(refused.err)])).toMatchObject({ code: 0 });
  expect(message(fx)).toBe('Add a\n\nCRQ: CRQ-2');
  expect(Number(fx.git(['rev-list', '--count', 'HEAD']))).toBe(before + more);
});

test('a trailer that is no id is refused and replaced', async () => {
  const fx = await hooked({ policy: 'version: 1\ncommits:\n  link: require\n' });
  const refused = git(fx, ['commit', '--allow-empty', '-m', 'Work\n\nCRQ: CQR-2']);
  expect(refused.err).toContain('"CQR-2" is no id');
  expect(nextOf(refused.err)).toContain('trailer.ifexists=replace');
});

test('a closed request takes no commits but its own closing and edits of records', async () => {
  const fx = await hooked();
  stage(fx, 'a', '1');
  const refused = git(fx, ['commit', '-m', 'Work\n\nCRQ: CRQ-1']);
  expect(refused.err).toContain('CRQ-1 is closed');
  expect(nextOf(refused.err)).toContain('gitcrq reopen CRQ-1');
  stage(fx, 'crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed' }));
  expect(git(fx, ['commit', '-m', 'Finish']).code).toBe(0);
  stage(fx, 'a', '2');
  expect(git(fx, ['commit', '-m', 'Once more']).code).toBe(1);
  fx.git(['reset', '--quiet', '--hard']);
  stage(fx, 'crqs/CRQ-2.md', `${crqText('CRQ-2', { status: 'closed' })}\nA comment.\n`);
  expect(git(fx, ['commit', '-m', 'Comment']).code).toBe(0);
});

test('a file that cannot be read stops commits to its request, until it is mended', async () => {
  const fx = await hooked();
  fx.write('crqs/CRQ-2.md', '<<<<<<< ours\n');
  fx.git(['add', '--all']);
  const refused = git(fx, ['commit', '-m', 'Work']);
  expect(refused.err).toContain('refused crq/unreadable');
  expect(refused.err).toContain('crqs/CRQ-2.md:1');
  stage(fx, 'crqs/CRQ-2.md', `${crqText('CRQ-2')}\n`);
  expect(git(fx, ['commit', '-m', 'Work']).code).toBe(0);
});

test.each(['mkdir', 'mkfifo'])('a record that %s made is no file, and is named', async (program) => {
  const fx = await hooked();
  stage(fx, 'a', '1');
  rmSync(join(fx.clone, 'crqs/CRQ-2.md'));
  run(fx, program, ['crqs/CRQ-2.md']);
  const refused = run(fx, 'timeout', ['10', 'git', 'commit', '-m', 'Work']);
  expect(refused.err).toContain('refused crq/unreadable');
  expect(refused.err).toContain('crqs/CRQ-2.md:1: it is no file');
});

test('-F and the editor are judged alike', async () => {
  const fx = await hooked();
  fx.git(['switch', '--quiet', 'main']);
  fx.write('text', 'Work\n\nCRQ: CRQ-2\n', fx.root);
  expect(git(fx, ['commit', '--allow-empty', '-F', '../text']).code).toBe(0);
  expect(git(fx, ['commit', '--allow-empty'], { env: editor(fx, 'printf "Work\\n" > "$1"') }).code).toBe(1);
});

test('fixups pass, whatever they are linked to', async () => {
  const fx = await hooked({ policy: 'version: 1\ncommits:\n  link: require\n' });
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  stage(fx, 'a', '2');
  expect(git(fx, ['commit', '--fixup=HEAD']).code).toBe(0);
});

test('an exempt author passes while the exemption lasts', async () => {
  const exempt = (until: string): string =>
    `version: 1\ncommits:\n  exempt:\n    - author: bot@example.com\n      until: ${until}\n      reason: updates\n`;
  const args = ['commit', '--allow-empty', '--author', 'Bot <bot@example.com>', '-m', 'Update'];
  const now = await hooked({ policy: exempt('2999-01-01') });
  now.git(['switch', '--quiet', 'main']);
  expect(git(now, args).code).toBe(0);
  const over = await hooked({ policy: exempt('2020-01-01') });
  over.git(['switch', '--quiet', 'main']);
  expect(git(over, args).code).toBe(1);
});

test('a commit to exempt paths passes, and one to others or to requests as well does not', async () => {
  const fx = await hooked({ policy: 'version: 1\ncommits:\n  exempt:\n    - paths: [docs/**]\n      reason: words\n' });
  fx.git(['switch', '--quiet', 'main']);
  const committed = (path: string): number | null => {
    fx.write(path, 'x');
    fx.git(['add', '--all']);
    return git(fx, ['commit', '-m', `Change ${path}`]).code;
  };
  expect(committed('docs/a.md')).toBe(0);
  expect(committed('crqs/a.md')).toBe(1);
  expect(committed('docs/b.md')).toBe(1);
});

test('a request that only the base knows is found', async () => {
  const fx = await hooked();
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-old', 'main~1']);
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Work']).code).toBe(0);
  expect(message(fx)).toBe('Work\n\nCRQ: CRQ-3');
});

test("the policy's levels count: a warning is said, and lets the commit pass", async () => {
  const fx = await hooked({ policy: 'version: 1\nrules:\n  link/missing: warning\n' });
  fx.git(['switch', '--quiet', 'main']);
  const passed = git(fx, ['commit', '--allow-empty', '-m', 'Work']);
  expect([passed.code, passed.err.includes('warning link/missing')]).toEqual([0, true]);
});

test('without a policy the hooks pass, and with a broken one they pass and say so', async () => {
  const fx = await hooked();
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'gitcrq.yaml', 'version: 1\nwhat: ever\n', 'Break it\n\nCRQ: CRQ-2');
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  const broken = git(fx, ['commit', '--allow-empty', '-m', 'Mend']);
  expect([broken.code, broken.err.includes('judged nothing')]).toEqual([0, true]);
  fx.git(['rm', '--quiet', 'gitcrq.yaml']);
  fx.git(['commit', '--quiet', '-m', 'None']);
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  const none = git(fx, ['commit', '--allow-empty', '-m', 'Work']);
  expect([none.code, none.err]).toEqual([0, '']);
});

test('where the policy wants it, a commit on a branch names the request of the branch', async () => {
  const fx = await hooked({ policy: 'version: 1\ncommits:\n  one_of_branch: true\n' });
  stage(fx, 'a', '1');
  const refused = git(fx, ['commit', '-m', 'Add a\n\nCRQ: CRQ-3']);
  expect(refused.err).toMatch(
    /refused link\/wrong-branch: Add a\n {2}why: the branch belongs to CRQ-2, .*\n {2}next: git commit/,
  );
  const [next = ''] = /git commit .*/.exec(refused.err) ?? [];
  expect(run(fx, 'sh', ['-c', next]).code).toBe(0);
  expect(message(fx)).toBe('Add a\n\nCRQ: CRQ-3\nCRQ: CRQ-2');
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Both\n\nCRQ: CRQ-2\nCRQ: CRQ-3']).code).toBe(0);
});
