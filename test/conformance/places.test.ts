/** Where commits are made: worktrees, submodules, HEAD off a branch, and names of branches that lead nowhere. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { git, message, stage, unseen } from '../enforce/hooks/scene.ts';
import { change, check, codeOf, rulesOf } from '../enforce/scene.ts';
import type { Fixture } from '../fixture.ts';
import { conforms } from './cases.ts';
import { ground, judged, made } from './scene.ts';

conforms('the main worktree and a linked one', async () => {
  const fx = await ground();
  const dir = join(fx.root, 'a tree');
  fx.git(['worktree', 'add', '--quiet', '-b', 'feature/CRQ-3-there', dir, 'main']);
  stage(fx, 'w', '1', dir);
  expect(git(fx, ['commit', '-m', 'There'], { dir }).code).toBe(0);
  made(fx, 'a', '1', 'Here');
  expect([message(fx, dir), message(fx)]).toEqual(['There\n\nCRQ: CRQ-3', 'Here\n\nCRQ: CRQ-2']);
  expect(git(fx, ['commit', '--allow-empty', '-m', 'x\n\nCRQ: CRQ-77'], { dir }).err).toContain('refused link/unknown');
  git(fx, ['commit', '--allow-empty', '-m', 'Past the hooks'], { dir, env: { GITCRQ: '0' } });
  expect((await check(fx, {}, dir)).findings).toMatchObject([{ rule: 'link/missing', subject: 'Past the hooks' }]);
  expect(await judged(fx)).toEqual([]);
});

conforms('a submodule', async () => {
  const fx = await ground();
  const file = ['-c', 'protocol.file.allow=always'];
  fx.git(['init', '--quiet', 'library'], fx.root);
  const library = join(fx.root, 'library');
  fx.git(['commit', '--quiet', '--allow-empty', '-m', 'Its own rules'], library);
  fx.git([...file, 'submodule', '--quiet', 'add', library, 'lib']);
  expect(git(fx, ['commit', '-m', 'Add the library']).code).toBe(0);
  // A commit inside is the library's: no hook of ours is there, and no request of ours is named.
  fx.git(['commit', '--quiet', '--allow-empty', '-m', 'Inside'], join(fx.clone, 'lib'));
  expect(message(fx, join(fx.clone, 'lib'))).toBe('Inside');
  fx.git(['add', 'lib']);
  expect(git(fx, ['commit', '-m', 'Move the library on']).code).toBe(0);
  expect(message(fx)).toBe('Move the library on\n\nCRQ: CRQ-2');
  expect((await check(fx)).summary).toMatchObject({ commits: 2, linked: 2, findings: 0 });
});

conforms('a detached HEAD', async () => {
  const fx = await ground();
  fx.git(['switch', '--quiet', '--detach']);
  const refused = git(fx, ['commit', '--allow-empty', '-m', 'Work']);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('refused link/missing')]);
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Work\n\nCRQ: CRQ-2']).code).toBe(0);
  unseen(fx, 'a', '1', 'Plain');
  const { findings } = await check(fx);
  expect(findings).toMatchObject([{ rule: 'link/missing', subject: 'Plain' }]);
});

conforms('an unborn branch', async () => {
  const fx = await ground();
  fx.git(['switch', '--quiet', '--orphan', 'feature/CRQ-3-unborn']);
  expect((await check(fx, { all: true })).summary).toMatchObject({ commits: 2, findings: 0 });
  expect(git(fx, ['commit', '--allow-empty', '-m', 'First']).code).toBe(0);
  expect(message(fx)).toBe('First\n\nCRQ: CRQ-3');
  fx.git(['init', '--quiet', 'empty'], fx.root);
  expect(await codeOf(check(fx, {}, join(fx.root, 'empty')))).toBe('RANGE_INVALID');
});

conforms('a bare repository', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  git(fx, ['push', '--quiet', 'origin', 'HEAD']);
  const on = { range: 'feature/CRQ-2-work' };
  expect((await check(fx, on, fx.remote)).summary).toMatchObject({ commits: 1, findings: 0 });
  const bad = unseen(fx, 'a', '2', 'Unlinked');
  git(fx, ['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  expect((await check(fx, on, fx.remote)).findings).toMatchObject([{ rule: 'link/missing', oid: bad }]);
  // A worktree of a bare clone has its hooks in the bare repository.
  fx.git(['clone', '--quiet', '--bare', fx.remote, 'bare'], fx.root);
  const bare = join(fx.root, 'bare');
  fx.git(['worktree', 'add', '--quiet', '../tree', 'feature/CRQ-2-work'], bare);
  for (const name of ['prepare-commit-msg', 'commit-msg'])
    cpSync(join(fx.clone, '.git', 'hooks', name), join(bare, 'hooks', name));
  const dir = join(fx.root, 'tree');
  expect(git(fx, ['commit', '--allow-empty', '-m', 'There'], { dir }).code).toBe(0);
  expect(message(fx, dir)).toBe('There\n\nCRQ: CRQ-2');
});

conforms('a shallow clone', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  made(fx, 'a', '2', 'Change a');
  git(fx, ['push', '--quiet', 'origin', 'HEAD']);
  const dir = join(fx.root, 'shallow');
  fx.git(['clone', '--quiet', '--depth=1', '--branch=feature/CRQ-2-work', `file://${fx.remote}`, dir], fx.root);
  for (const words of [{}, { all: true }]) expect(await codeOf(check(fx, words, dir))).toBe('SHALLOW');
  fx.git(['fetch', '--quiet', '--unshallow', 'origin', '+refs/heads/*:refs/remotes/origin/*'], dir);
  expect((await check(fx, {}, dir)).summary).toMatchObject({ commits: 2, findings: 0 });
});

/** A branch name that git accepts: check finds the rule, and a push is refused until it is renamed or pushed otherwise. */
async function badName(name: string, rule: string): Promise<Fixture> {
  const fx = await ground();
  fx.git(['branch', '--quiet', '--move', name]);
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  expect(rulesOf(await check(fx, { range: `refs/heads/${name}` }))).toEqual([rule]);
  const refused = git(fx, ['push', 'origin', `refs/heads/${name}`]);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(`refused ${rule}: refs/heads/${name}`)]);
  return fx;
}

conforms('a branch that is called @', async () => {
  // git takes `@` for HEAD nearly everywhere (gitrevisions(7)), so the name is given in full.
  const fx = await ground();
  fx.git(['update-ref', 'refs/heads/@', 'HEAD']);
  expect(rulesOf(await check(fx, { range: 'refs/heads/@' }))).toEqual(['branch/name']);
  expect(git(fx, ['push', 'origin', 'refs/heads/@']).err).toContain('refused branch/name: refs/heads/@');
});

conforms('a branch name that is not ASCII', async () => void (await badName('feature/CRQ-2-änderung', 'branch/name')));

conforms('a branch name that is too long', async () => {
  const fx = await badName(`feature/CRQ-2-${'long-'.repeat(20)}name`, 'branch/name');
  const next = /^ {2}next: (git push .*)$/m.exec(git(fx, ['push', 'origin', 'HEAD']).err)?.[1] ?? '';
  expect(git(fx, ['-c', `alias.next=!${next}`, 'next']).code).toBe(0);
});

conforms('branches that differ in capitals alone', async () => {
  const fx = await ground();
  fx.git(['branch', 'feature/CRQ-2-WORK']);
  expect(await judged(fx)).toEqual(['branch/case-collision']);
  git(fx, ['push', '--quiet', '--no-verify', 'origin', 'feature/CRQ-2-WORK']);
  fx.git(['branch', '--quiet', '--delete', '--force', 'feature/CRQ-2-WORK']);
  expect(await judged(fx)).toEqual(['branch/case-collision']);
  made(fx, 'a', '1', 'Add a');
  expect(git(fx, ['push', 'origin', 'HEAD']).err).toContain('refused branch/case-collision');
  fx.git(['push', '--quiet', '--no-verify', 'origin', ':feature/CRQ-2-WORK']);
  fx.git(['branch', 'feature/CRQ-2-worker']);
  expect(await judged(fx)).toEqual([]);
  expect(git(fx, ['push', 'origin', 'HEAD']).code).toBe(0);
});

conforms('a renamed branch keeps its request', async () => {
  const fx = await ground();
  fx.git(['config', 'branch.feature/CRQ-2-work.gitcrqCrq', 'CRQ-2']);
  fx.git(['branch', '-m', 'my-own-name']);
  made(fx, 'a', '1', 'Work');
  expect(message(fx)).toBe('Work\n\nCRQ: CRQ-2');
  expect((await check(fx)).summary).toMatchObject({ linked: 1, unlinked: 0 });
});

conforms('GITCRQ=0 skips the hooks, and check still judges', async () => {
  const fx = await ground();
  const env = { GITCRQ: '0' };
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Work'], { env }).code).toBe(0);
  expect(message(fx)).toBe('Work');
  expect(git(fx, ['push', 'origin', 'HEAD']).code).toBe(1);
  expect(git(fx, ['push', 'origin', 'HEAD'], { env }).code).toBe(0);
  expect(await judged(fx)).toEqual(['link/missing']);
});
