/** A command that runs inside a git hook inherits what ties git to that repository; elsewhere it must not count. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unwrap } from '../../src/domain/result.ts';
import { openRepo } from '../../src/git/repo.ts';
import { LOCAL_ENV } from '../../src/git/run.ts';
import { fixture } from '../fixture.ts';

test('every variable that this git calls local is known', () => {
  const named = execFileSync('git', ['rev-parse', '--local-env-vars'], { encoding: 'utf8' }).trim().split('\n');
  expect(named.filter((name) => !LOCAL_ENV.includes(name))).toEqual([]);
});

test('in another checkout git uses that one', async () => {
  const fx = fixture();
  fx.git(['worktree', 'add', '--quiet', '-b', 'other', join(fx.root, 'tree')]);
  const ports = fx.ports();
  const env = { ...ports.env, GIT_DIR: join(fx.clone, '.git'), GIT_INDEX_FILE: join(fx.root, 'nowhere') };
  const repo = unwrap(await openRepo({ ...ports, env }, fx.clone));
  try {
    const asked = await repo.output('asking', ['rev-parse', '--symbolic-full-name', 'HEAD'], {
      cwd: join(fx.root, 'tree'),
    });
    expect(unwrap(asked).trim()).toBe('refs/heads/other');
  } finally {
    repo.close();
  }
});
