/** The trailer a commit gets by itself, through the installed stub and real git. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { change, check, commit } from '../scene.ts';
import { editor, git, hooked, message, stage } from './scene.ts';

test('a commit on a branch of a request gets its trailer, also with --no-verify', async () => {
  const fx = await hooked();
  stage(fx, 'a', '1');
  expect(git(fx, ['commit', '-m', 'Add a']).code).toBe(0);
  expect(message(fx)).toBe('Add a\n\nCRQ: CRQ-2');
  stage(fx, 'a', '2');
  git(fx, ['commit', '--no-verify', '-m', 'Change a\n\nSigned-off-by: Ada <ada@example.com>']);
  expect(message(fx)).toBe('Change a\n\nSigned-off-by: Ada <ada@example.com>\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toEqual([]);
});

test('a message that names a request is left alone', async () => {
  const fx = await hooked();
  for (const text of ['CRQ-3: Add a', 'Add a\n\nCRQ: CRQ-3']) {
    git(fx, ['commit', '--allow-empty', '-m', text]);
    expect(message(fx)).toBe(text);
  }
});

test("in an editor the trailer stands below the empty line for the subject, above git's notes", async () => {
  const fx = await hooked();
  stage(fx, 'a', '1');
  const env = editor(fx, 'cp "$1" "$TMPDIR/seen"; { printf "Add a by hand"; cat "$TMPDIR/seen"; } > "$1"');
  expect(git(fx, ['commit'], { env }).code).toBe(0);
  expect(fx.read('seen', fx.root)).toMatch(/^\n\nCRQ: CRQ-2\n\n# Please enter/);
  expect(message(fx)).toBe('Add a by hand\n\nCRQ: CRQ-2');
});

test('with commit -v the trailer stands above the scissors', async () => {
  const fx = await hooked();
  stage(fx, 'a', 'CRQ: CRQ-3\n');
  const env = editor(fx, 'sed -i "1s/^/Add a/" "$1"');
  expect(git(fx, ['commit', '--verbose'], { env }).code).toBe(0);
  expect(message(fx)).toBe('Add a\n\nCRQ: CRQ-2');
});

test("the id of the branch in git's notes is no link", async () => {
  const fx = await hooked();
  stage(fx, 'a', '1');
  const env = editor(fx, 'grep -q "On branch feature/CRQ-2-work" "$1" && sed -i "1s/^/Add a/" "$1"');
  git(fx, ['commit'], { env });
  expect(message(fx)).toBe('Add a\n\nCRQ: CRQ-2');
});

test("comment signs of the user's choice are seen", async () => {
  const fx = await hooked();
  for (const char of [';', 'auto']) {
    fx.git(['config', 'core.commentChar', char]);
    stage(fx, 'a', char);
    git(fx, ['commit'], { env: editor(fx, 'sed -i "1s/^/Add a/" "$1"') });
    expect(message(fx)).toBe('Add a\n\nCRQ: CRQ-2');
  }
});

test('a text that looks like a comment is text where no editor was started', async () => {
  const fx = await hooked();
  git(fx, ['commit', '--allow-empty', '-m', '#123 fix']);
  expect(message(fx)).toBe('#123 fix\n\nCRQ: CRQ-2');
});

test('bytes that are no UTF-8 stay as they are', async () => {
  const fx = await hooked();
  fx.git(['config', 'i18n.commitEncoding', 'ISO-8859-1']);
  const bytes = Buffer.from('Käse für \xa0\n', 'latin1');
  git(fx, ['commit', '--allow-empty', '-F', '-'], { input: bytes });
  const stored = git(fx, ['cat-file', 'commit', 'HEAD'], {}).out;
  expect(stored).toContain('CRQ: CRQ-2');
  expect(git(fx, ['log', '-1', '--format=%s', '--encoding=UTF-8']).out.trimEnd()).toMatch(/^Käse für/);
});

test("a cherry-pick keeps the ids it brings and adds the branch's own", async () => {
  const fx = await hooked();
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-x', 'main']);
  const trailer = change(fx, 'p', '1', 'Add p\n\nCRQ: CRQ-3');
  const subject = change(fx, 'q', '1', 'CRQ-3: Add q');
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  git(fx, ['cherry-pick', trailer]);
  expect(message(fx)).toBe('Add p\n\nCRQ: CRQ-3\nCRQ: CRQ-2');
  git(fx, ['cherry-pick', subject]);
  expect(message(fx)).toBe('CRQ-3: Add q\n\nCRQ: CRQ-3\nCRQ: CRQ-2');
});

test('a squash merge lifts the ids of what it squashes', async () => {
  const fx = await hooked();
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-x', 'main']);
  change(fx, 'p', '1', 'Add p\n\nCRQ: CRQ-3');
  change(fx, 'q', '1', 'CRQ-2: Add q');
  fx.git(['switch', '--quiet', 'main']);
  git(fx, ['merge', '--squash', 'feature/CRQ-3-x']);
  git(fx, ['commit', '-m', 'All of it']);
  expect(message(fx).split('\n').slice(-2).toSorted()).toEqual(['CRQ: CRQ-2', 'CRQ: CRQ-3']);
});

test('a squash in a rebase lifts the ids of all its commits', async () => {
  const fx = await hooked();
  change(fx, 'p', '1', 'Add p\n\nCRQ: CRQ-2');
  change(fx, 'q', '1', 'Add q\n\nCRQ: CRQ-3');
  const env = { GIT_SEQUENCE_EDITOR: "sed -i '2s/^pick/squash/'", GIT_EDITOR: 'true' };
  expect(git(fx, ['rebase', '--interactive', 'main'], { env }).code).toBe(0);
  expect(fx.git(['rev-list', '--count', 'main..HEAD'])).toBe('1');
  expect(message(fx).split('\n').slice(-2).toSorted()).toEqual(['CRQ: CRQ-2', 'CRQ: CRQ-3']);
});

test('a rebase links what was unlinked to the branch being rebased', async () => {
  const fx = await hooked();
  commit(fx, 'Empty one');
  change(fx, 'a', '1', 'Unlinked');
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'm', '1', 'On main\n\nCRQ: CRQ-3');
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  expect(git(fx, ['rebase', '--quiet', 'main']).code).toBe(0);
  expect(message(fx)).toBe('Unlinked\n\nCRQ: CRQ-2');
});

test('on the base and on a detached HEAD nothing is added', async () => {
  const fx = await hooked();
  for (const args of [['main'], ['--detach']]) {
    fx.git(['switch', '--quiet', ...args]);
    git(fx, ['commit', '--allow-empty', '--no-verify', '-m', 'Plain']);
    expect(message(fx)).toBe('Plain');
  }
});

test('a renamed branch keeps its request', async () => {
  const fx = await hooked();
  fx.git(['config', 'branch.feature/CRQ-2-work.gitcrqCrq', 'CRQ-2']);
  fx.git(['branch', '-m', 'my-own-name']);
  git(fx, ['commit', '--allow-empty', '-m', 'Work']);
  expect(message(fx)).toBe('Work\n\nCRQ: CRQ-2');
});

test('commits.link: require leaves writing the trailer to people', async () => {
  const fx = await hooked({ policy: 'version: 1\ncommits:\n  link: require\n' });
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Work']).code).toBe(1);
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Work', '--trailer', 'CRQ: CRQ-2']).code).toBe(0);
});

test('a linked worktree has the hooks, too', async () => {
  const fx = await hooked();
  const dir = join(fx.root, 'a tree');
  fx.git(['worktree', 'add', '--quiet', '-b', 'feature/CRQ-3-there', dir, 'main']);
  stage(fx, 'w', '1', dir);
  expect(git(fx, ['commit', '-m', 'There'], { dir }).code).toBe(0);
  expect(message(fx, dir)).toBe('There\n\nCRQ: CRQ-3');
});

test('GITCRQ=0 skips the hooks for one command', async () => {
  const fx = await hooked();
  git(fx, ['commit', '--allow-empty', '-m', 'Work'], { env: { GITCRQ: '0' } });
  expect(message(fx)).toBe('Work');
});
