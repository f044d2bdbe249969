/** gitcrq beside the real hook managers: both sides' hooks run, each refuses, and uninstalling leaves what was there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { gitcrq } from '../cli/run.ts';
import { type Ended, run } from '../enforce/hooks/scene.ts';
import { type Fixture, fixture } from '../fixture.ts';
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
  const fx = fixture();
  fx.write(
    'crqs/CRQ-2.md',
    fx.read('crqs/CRQ-1.md').replaceAll('CRQ-1', 'CRQ-2').replace('status: closed', 'status: open'),
  );
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
    expect(looked.out).toContain(`in ${tree}: git finds no `);
    expect(looked.out).toMatch(/\.husky\/_ \(core\.hooksPath\), and passes over them without a word/);
    const preview = gitcrq(fx, ['doctor', '--fix', '--dry-run'], { cwd: tree });
    expect(preview.out).toContain(`create ${tree}/.husky/_/commit-msg`);
    expect(existsSync(join(tree, '.husky', '_'))).toBe(false);

    const fixed = gitcrq(fx, ['doctor', '--fix'], { cwd: tree });
    expect([fixed.code, fixed.err]).toEqual([0, '']);
    expect(fx.git(['config', 'core.hooksPath'])).toBe('.husky/_');
    expect(fx.git(['status', '--porcelain'], tree)).toBe('');
    bothRefuse(fx, tree);
    bothRefuse(fx);
    expect(gitcrq(fx, ['doctor']).code).toBe(0);
  });
});
