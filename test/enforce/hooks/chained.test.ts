/** core.hooksPath names the hooks of somebody else: they are made to call gitcrq, still work, and come back byte for byte. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeHooks } from '../../../src/app/hooks.ts';
import { unwrap } from '../../../src/domain/result.ts';
import { planInstall, planUninstall } from '../../../src/enforce/hooks/install.ts';
import { hasLine, newHook, withLine, withoutLine } from '../../../src/enforce/hooks/line.ts';
import { HOOK_NAMES } from '../../../src/enforce/hooks/names.ts';
import { hooksStatus } from '../../../src/enforce/hooks/status.ts';
import { openRepo } from '../../../src/git/repo.ts';
import type { Fixture } from '../../fixture.ts';
import { codeOf, scene } from '../scene.ts';
import { git, install, installation, run } from './scene.ts';

/** Everything below a directory: type, mode and bytes. */
const snapshot = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const stat = lstatSync(join(dir, name));
      const held = stat.isSymbolicLink()
        ? readlinkSync(join(dir, name))
        : stat.isFile()
          ? readFileSync(join(dir, name), 'base64')
          : '';
      return `${name} ${stat.mode.toString(8)} ${held}`;
    });

async function states(fx: Fixture): Promise<readonly string[]> {
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  const status = unwrap(await hooksStatus(repo, installation));
  repo.close();
  return [...new Set(status.hooks.map(({ state }) => state))];
}

const uninstall = async (fx: Fixture): Promise<void> =>
  (
    await changeHooks(fx.ports({ argv: ['hooks', 'uninstall'] }), 'hooks uninstall', false, (repo) =>
      planUninstall(repo),
    )
  ).reported();

/** A directory with an awkward name, and hooks of each kind that say that they ran, with what they were given. */
function theirs(fx: Fixture, dir = join(fx.root, `hooks of "Bob's" team`)): string {
  const say = (name: string) => `echo "THEIRS ${name} $# $(cat)" >&2`;
  fx.write('commit-msg', `#!/bin/sh\n${say('commit-msg')}\nexit 0\n`, dir);
  fx.write('pre-push', `#!/bin/sh\r\n# \xff\n${say('pre-push')}`, dir);
  fx.write('post-merge', '#!/usr/bin/env node\nconsole.error("THEIRS post-merge", process.argv.length - 2);\n', dir);
  fx.write('real', `#!/bin/sh\n${say('prepare-commit-msg')}\n`, dir);
  symlinkSync('real', join(dir, 'prepare-commit-msg'));
  for (const name of ['commit-msg', 'pre-push', 'post-merge', 'real']) chmodSync(join(dir, name), 0o755);
  writeFileSync(join(dir, 'post-rewrite'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), { mode: 0o644 });
  fx.git(['config', 'core.hooksPath', dir]);
  return dir;
}

describe('a directory of hooks', () => {
  test('both sides run, with the same arguments; core.hooksPath stays; uninstall leaves no trace', async () => {
    const fx = scene();
    const dir = theirs(fx);
    const before = snapshot(dir);
    await install(fx);
    expect([await states(fx), fx.git(['config', 'core.hooksPath'])]).toEqual([['installed'], dir]);
    const repo = unwrap(await openRepo(fx.ports(), fx.clone));
    expect(unwrap(await planInstall(repo, installation)).steps).toEqual([]);
    repo.close();
    fx.git(['switch', '--quiet', 'main']);
    const refused = git(fx, ['commit', '--allow-empty', '-m', 'Unlinked']);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('refused link/missing')]);
    const passed = git(fx, ['commit', '--allow-empty', '-m', 'Linked\n\nCRQ: CRQ-2']);
    expect([passed.code, passed.err]).toEqual([0, expect.stringContaining('THEIRS prepare-commit-msg 2')]);
    expect(passed.err).toContain('THEIRS commit-msg 1');
    await uninstall(fx);
    expect(snapshot(dir)).toEqual(before);
    expect(git(fx, ['commit', '--allow-empty', '-m', 'Unlinked']).code).toBe(0);
  });

  test('what git writes to pre-push reaches both', async () => {
    const fx = scene();
    const dir = theirs(fx);
    writeFileSync(join(dir, 'pre-push'), '#!/bin/sh\necho "THEIRS $# $(cat)" >&2\n');
    await install(fx);
    fx.git(['switch', '--quiet', '--create', 'side', 'main']);
    git(fx, ['commit', '--no-verify', '--allow-empty', '-m', 'Unlinked'], { env: { GITCRQ: '0' } });
    const tip = fx.git(['rev-parse', 'HEAD']);
    const pushed = git(fx, ['push', 'origin', 'side:main']);
    expect([pushed.code, pushed.err]).toEqual([1, expect.stringMatching(/refused .*main/)]);
    const passed = git(fx, ['push', 'origin', 'side:side'], { env: { GITCRQ: '0' } });
    expect([passed.code, passed.err]).toEqual([
      0,
      expect.stringContaining(`THEIRS 2 refs/heads/side ${tip} refs/heads/side`),
    ]);
  });

  test('a kept hook that is in the way is not lost', async () => {
    const fx = scene();
    const dir = theirs(fx);
    fx.write('post-merge.before-gitcrq', 'first\n', dir);
    const before = snapshot(dir);
    expect(await codeOf(install(fx))).toBe('HOOK_IN_THE_WAY');
    expect(snapshot(dir)).toEqual(before);
  });

  test('relative: each worktree has its own', async () => {
    const fx = scene();
    fx.git(['config', 'core.hooksPath', '.hooks']);
    const tree = join(fx.root, 'tree');
    fx.git(['worktree', 'add', '--quiet', '--detach', tree, 'main']);
    await install(fx);
    for (const dir of [fx.clone, tree])
      expect(readFileSync(join(dir, '.hooks/commit-msg'), 'utf8')).toBe(newHook('commit-msg'));
    expect(git(fx, ['commit', '--allow-empty', '-m', 'Unlinked'], { dir: tree }).code).toBe(1);
    await uninstall(fx);
    expect([readdirSync(join(tree, '.hooks')), readdirSync(join(fx.clone, '.hooks'))]).toEqual([[], []]);
  });

  test("git's own, as a relative path, is a directory in the main checkout only", async () => {
    const fx = scene();
    fx.git(['config', 'core.hooksPath', '.git/hooks']);
    await install(fx);
    expect(await states(fx)).toEqual(['installed']);
    const tree = join(fx.root, 'tree');
    fx.git(['worktree', 'add', '--quiet', '--detach', tree, 'main']);
    expect(await states(fx)).toEqual(['installed', 'missing']);
    expect(await codeOf(install(fx))).toBe('HOOKS_PATH_SET');
  });

  test('one that cannot be written is said, with lines to put into it', async () => {
    const fx = scene();
    const dir = join(fx.root, 'their hooks');
    mkdirSync(dir);
    fx.git(['config', 'core.hooksPath', dir]);
    const ports = fx.ports();
    const readOnly = { ...ports, files: { ...ports.files, isWritable: () => false } };
    const failed = await changeHooks(readOnly, 'hooks install', false, (repo) => planInstall(repo, installation)).catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ code: 'HOOKS_PATH_SET', exit: 6 });
    const next = failed instanceof Error && 'next' in failed && Array.isArray(failed.next) ? failed.next : [];
    for (const line of next) expect(run(fx, 'sh', ['-c', String(line)]).code).toBe(0);
    expect(next).toHaveLength(HOOK_NAMES.length);
    expect(await states(fx)).toEqual(['installed']);
  });
});

describe('husky', () => {
  const HUSKY = { h: '. runner\n', 'commit-msg': '. h\n', 'pre-commit': '. h\n', '.gitignore': '*' };

  test('where husky is installed its scripts get a line; where its folder is missing that is filled', async () => {
    const fx = scene();
    fx.git(['config', 'core.hooksPath', '.husky/_']);
    for (const [name, text] of Object.entries(HUSKY)) fx.write(`.husky/_/${name}`, text);
    for (const name of HOOK_NAMES) fx.write(`.husky/_/${name}`, '. h\n');
    for (const name of HOOK_NAMES) chmodSync(join(fx.clone, `.husky/_/${name}`), 0o755);
    fx.write('.husky/commit-msg', 'npx commitlint');
    const tree = join(fx.root, 'tree');
    fx.git(['worktree', 'add', '--quiet', '--detach', tree, 'main']);
    const before = snapshot(join(fx.clone, '.husky'));
    await install(fx);
    expect(await states(fx)).toEqual(['installed']);
    expect(fx.read('.husky/_/commit-msg')).toBe('. h\n');
    expect(fx.read('.husky/commit-msg')).toMatch(/^gitcrq=.*\nnpx commitlint$/);
    expect(fx.read('.husky/_/commit-msg', tree)).toMatch(/^gitcrq=.*\n\. h\n$/);
    expect(fx.read('.husky/_/pre-commit', tree)).toBe('. h\n');
    expect(fx.git(['status', '--porcelain'], tree)).toBe('');
    await uninstall(fx);
    expect(snapshot(join(fx.clone, '.husky'))).toEqual(before);
    expect(readdirSync(join(tree, '.husky/_'))).toEqual([]);
  });

  test('its path in the configuration of the user, and nothing of husky here', async () => {
    const fx = scene();
    fx.git(['config', '--global', 'core.hooksPath', '.husky/_']);
    fx.write('.husky/pre-commit', 'echo THEIRS >&2\n');
    await install(fx);
    expect(await states(fx)).toEqual(['installed']);
    fx.git(['switch', '--quiet', 'main']);
    const refused = git(fx, ['commit', '--allow-empty', '-m', 'Unlinked']);
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/^THEIRS\n(?:.*\n)*?refused link\/missing/)]);
  });
});

test.each(['dash', 'bash', 'busybox sh'])('standard input is given to both in %s', (shell) => {
  const fx = scene();
  const [program = '', ...words] = shell.split(' ');
  mkdirSync(join(fx.clone, '.git/gitcrq/hooks'), { recursive: true });
  fx.write('.git/gitcrq/hooks/chain', installation.sources['chain'] ?? '');
  fx.write('.git/gitcrq/hooks/pre-push', '#!/bin/sh\nprintf "OURS %s <%s>\\n" $# "$(cat)"\n[ "$1" != no ]\n');
  chmodSync(join(fx.clone, '.git/gitcrq/hooks/pre-push'), 0o755);
  fx.write('hook', withLine('#!/bin/sh\nprintf "THEIRS %s <%s>\\n" $# "$(cat)"\nexit 3\n', 'pre-push'));
  const once = (first: string, input: string) => {
    const { code, out } = run(fx, program, [...words, '-e', 'hook', first, 'b'], { input });
    return [code, out];
  };
  const lines = 'refs/heads/a $(x) `y` "z" \\1\nb\n'.repeat(3000);
  expect(once('yes', lines)).toEqual([3, `OURS 2 <${lines.trimEnd()}>\nTHEIRS 2 <${lines.trimEnd()}>\n`]);
  expect(once('yes', '')).toEqual([3, 'OURS 2 <>\nTHEIRS 2 <>\n']);
  expect(once('no', 'a\n')).toEqual([1, 'OURS 2 <a>\n']);
});

test('a line goes in and out of any script without a trace', () => {
  const script = fc.array(
    fc.oneof(
      fc.constantFrom('#!/bin/sh\n', '#!/bin/sh\r\n', '\n', '. "$(dirname -- "$0")/_/husky.sh"\n', 'npm test', '\r\n'),
      fc.string({ unit: 'binary', maxLength: 9 }),
    ),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(script, fc.constantFrom(...HOOK_NAMES), (parts, name) => {
      const text = parts.join('');
      const lined = withLine(text, name);
      expect([hasLine(lined, name), withoutLine(lined, name)]).toEqual([true, text]);
      expect(withoutLine(newHook(name), name)).toBe('#!/bin/sh\n');
    }),
  );
});
