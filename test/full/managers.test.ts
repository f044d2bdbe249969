/** gitcrq beside the real hook managers: both sides' hooks run, each refuses, and uninstalling leaves what was there. */
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { LEFTHOOK_LINES } from '../../src/app/init/other-hooks.ts';
import { attributeLine } from '../../src/enforce/hooks/driver.ts';
import { BIN, gitcrq, gitcrqLater } from '../cli/run.ts';
import { type Ended, run } from '../enforce/hooks/scene.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { hasProgram, needs } from '../needs.ts';
import { published } from './published.ts';

let bin = '';
beforeAll(() => {
  ({ bin } = published('managers'));
}, 120_000);

/** Runs a program with the managers on the path, as an npm script would. */
const beside = (fx: Fixture, program: string, args: readonly string[], dir = fx.clone): Ended =>
  run(fx, program, args, { dir, env: { PATH: `${bin}:${fx.env['PATH']}` } });

/** What a commit with these words came to, in the clone or in a worktree. */
const commit = (fx: Fixture, words: string, dir = fx.clone) =>
  beside(fx, 'git', ['commit', '--quiet', '--allow-empty', '-m', words], dir);

const LINKED = 'Linked\n\nCRQ: CRQ-2';

/** On a base nothing adds a trailer, so that a commit without a link is refused there. */
function ground(): Fixture {
  const fx = fixture({ remote: false });
  fx.write(
    'crqs/CRQ-2.md',
    fx.read('crqs/CRQ-1.md').replaceAll('CRQ-1', 'CRQ-2').replace('status: closed', 'status: open'),
  );
  fx.write('.gitattributes', `${attributeLine('crqs')}\n`);
  fx.git(['add', '.']);
  fx.git(['commit', '--quiet', '-m', 'Open CRQ-2\n\nCRQ: CRQ-2']);
  return fx;
}

/** Ours and theirs: a commit passes both, and each refuses for itself. */
function bothRefuse(fx: Fixture, dir = fx.clone): void {
  const passed = commit(fx, LINKED, dir);
  expect(passed.err + passed.out).toContain('THEIRS');
  expect(passed.code).toBe(0);
  const ours = commit(fx, 'Unlinked', dir);
  expect([ours.code, ours.err.includes('link/missing')]).toEqual([1, true]);
  const theirs = commit(fx, `WIP ${LINKED}`, dir);
  expect([theirs.code !== 0, `${theirs.err}${theirs.out}`.includes('THEIRS says no')]).toEqual([true, true]);
}

/** Every file in git's own directory of hooks that is no sample: mode and bytes. */
const hooksOf = (fx: Fixture): readonly string[] => {
  const dir = join(fx.clone, '.git', 'hooks');
  return readdirSync(dir)
    .filter((name) => !name.endsWith('.sample'))
    .map((name) => `${name} ${statSync(join(dir, name)).mode.toString(8)} ${readFileSync(join(dir, name), 'base64')}`);
};

const ok = (ended: { readonly code: number | null }): void => expect(ended).toMatchObject({ code: 0 });

const THEIRS = 'echo THEIRS >&2; if grep -q WIP "$1"; then echo THEIRS says no >&2; exit 1; fi';

describe('husky', () => {
  const husky = (fx: Fixture, dir = fx.clone) => beside(fx, 'husky', [], dir);
  const withHusky = (): Fixture => {
    const fx = ground();
    fx.write('.husky/commit-msg', `${THEIRS}\n`);
    fx.git(['add', '.']);
    fx.git(['commit', '--quiet', '-m', 'Use husky\n\nCRQ: CRQ-2']);
    expect(husky(fx).code).toBe(0);
    return fx;
  };

  test('in a linked worktree doctor says that no hook runs, and --fix makes them run', () => {
    const fx = withHusky();
    const tree = join(fx.root, 'tree');
    fx.git(['worktree', 'add', '--quiet', '--detach', tree]);
    expect(fx.git(['config', 'core.hooksPath'])).toBe('.husky/_');
    expect(commit(fx, 'WIP and unlinked, and nobody says a word', tree).code).toBe(0);

    const looked = gitcrq(fx, ['doctor'], { cwd: tree });
    expect(looked.code).toBe(1);
    expect(looked.out).toContain(`in ${tree} core.hooksPath leads to ${tree}/.husky/_: git finds no `);
    const preview = gitcrq(fx, ['doctor', '--fix', '--dry-run'], { cwd: tree });
    expect(preview.out).toContain(`create ${tree}/.husky/_/commit-msg`);
    expect(existsSync(join(tree, '.husky', '_'))).toBe(false);

    const fixed = gitcrq(fx, ['doctor', '--fix'], { cwd: tree });
    expect([fixed.code, fixed.err]).toEqual([0, '']);
    expect(fx.git(['config', 'core.hooksPath'])).toBe('.husky/_');
    expect(fx.git(['status', '--porcelain'], tree)).toBe('');
    bothRefuse(fx, tree);
    bothRefuse(fx);
    ok(gitcrq(fx, ['doctor']));
  });

  test('installed after ours, and again', () => {
    const fx = ground();
    ok(gitcrq(fx, ['hooks', 'install']));
    fx.write('.husky/commit-msg', `${THEIRS}\n`);
    ok(husky(fx));
    expect(gitcrq(fx, ['doctor']).out).toContain('hooks/not-called');
    ok(gitcrq(fx, ['doctor', '--fix']));
    bothRefuse(fx);
    // `npm install` runs it every time.
    ok(husky(fx));
    ok(gitcrq(fx, ['doctor']));
    bothRefuse(fx);
    ok(gitcrq(fx, ['hooks', 'uninstall']));
    expect([hooksOf(fx), readdirSync(join(fx.clone, '.husky'))]).toEqual([[], ['_', 'commit-msg']]);
    expect(fx.read('.husky/commit-msg')).toBe(`${THEIRS}\n`);
    expect(fx.git(['config', 'core.hooksPath'])).toBe('.husky/_');
  });
});

describe.each(['lefthook', 'pre-commit'])('%s', (program) => {
  const set = (fx: Fixture) => beside(fx, program, ['install']);
  /** What the manager runs at commit-msg is a script of the project. */
  const withManager = (): Fixture => {
    const fx = ground();
    fx.write('theirs.sh', `${THEIRS}\n`);
    fx.write('lefthook.yml', 'commit-msg:\n  commands:\n    theirs:\n      run: sh theirs.sh {1}\n');
    const hook =
      '{id: theirs, name: theirs, language: system, entry: sh theirs.sh, stages: [commit-msg], verbose: true, always_run: true}';
    fx.write(
      '.pre-commit-config.yaml',
      `default_install_hook_types: [commit-msg]\nrepos:\n- repo: local\n  hooks:\n  - ${hook}\n`,
    );
    fx.git(['add', '.']);
    fx.git(['commit', '--quiet', '-m', 'Use managers\n\nCRQ: CRQ-2']);
    return fx;
  };

  test('installed before ours', (context) => {
    needs(context, program === 'lefthook' || hasProgram(program), program);
    const fx = withManager();
    ok(set(fx));
    const before = hooksOf(fx);
    ok(gitcrq(fx, ['hooks', 'install']));
    bothRefuse(fx);
    ok(gitcrq(fx, ['doctor']));
    ok(gitcrq(fx, ['hooks', 'uninstall']));
    expect(hooksOf(fx)).toEqual(before);
  });

  test('installed after ours, and again', (context) => {
    needs(context, program === 'lefthook' || hasProgram(program), program);
    const fx = withManager();
    ok(set(fx));
    const without = hooksOf(fx);
    ok(beside(fx, program, ['uninstall']));
    const before = hooksOf(fx);
    ok(gitcrq(fx, ['hooks', 'install']));
    for (const time of ['first', 'second']) {
      ok(set(fx));
      // lefthook forgets what was there before it; pre-commit runs it.
      const looked = gitcrq(fx, ['doctor']);
      if (program === 'lefthook')
        expect(looked).toMatchObject({ code: 1, out: expect.stringContaining('commit-msg.old') });
      ok(gitcrq(fx, ['doctor', '--fix']));
      bothRefuse(fx);
      expect(
        hooksOf(fx).filter((file) => file.includes('.old')),
        time,
      ).toEqual([]);
    }
    ok(gitcrq(fx, ['hooks', 'uninstall']));
    expect(hooksOf(fx)).toEqual(without);
    ok(beside(fx, program, ['uninstall']));
    expect(hooksOf(fx)).toEqual(before);
  });
});

test('lefthook calls gitcrq by the lines that init prints, and then nothing of ours has to stand in front', () => {
  const fx = ground();
  fx.write('gitcrq', `#!/bin/sh\nexec ${process.execPath} ${BIN} "$@"\n`, join(fx.root, 'bin'));
  chmodSync(join(fx.root, 'bin', 'gitcrq'), 0o755);
  const at = { ...fx, env: { ...fx.env, PATH: `${fx.root}/bin:${bin}:${fx.env['PATH']}` } };
  fx.write('lefthook.yml', LEFTHOOK_LINES);
  ok(beside(fx, 'lefthook', ['install']));
  // The hooks run already; what is left is the merge driver.
  expect(gitcrq(at, ['doctor']).out).toMatch(/^.*merge\/missing.*$/m);
  const theirs = hooksOf(fx);
  ok(gitcrq(at, ['doctor', '--fix']));
  expect(hooksOf(fx)).toEqual(theirs);
  ok(gitcrq(at, ['doctor']));
  expect(gitcrq(at, ['hooks', 'install']).out).toContain('are in place');
  const refused = run(at, 'git', ['commit', '--quiet', '--allow-empty', '-m', 'Unlinked']);
  expect([refused.code, `${refused.out}${refused.err}`]).toEqual([1, expect.stringContaining('link/missing')]);
  fx.git(['-c', 'core.hooksPath=/dev/null', 'switch', '--quiet', '--create', 'feature/CRQ-2-x']);
  ok(run(at, 'git', ['commit', '--quiet', '--allow-empty', '-m', 'Linked by prepare-commit-msg']));
  expect(fx.git(['log', '-1', '--format=%B'])).toContain('CRQ: CRQ-2');
});

test('several installations at once all end with the hooks in place, and earlier ones are kept', async () => {
  const fx = ground();
  fx.write('.git/hooks/commit-msg', `#!/bin/sh\n${THEIRS}\n`);
  chmodSync(join(fx.clone, '.git', 'hooks', 'commit-msg'), 0o755);
  const before = hooksOf(fx);
  for (const ended of await Promise.all([1, 2, 3, 4].map(() => gitcrqLater(fx, ['hooks', 'install'])))) ok(ended);
  ok(gitcrq(fx, ['hooks', 'status']));
  bothRefuse(fx);
  ok(gitcrq(fx, ['hooks', 'uninstall']));
  expect(hooksOf(fx)).toEqual(before);
});
