/** init --remove gives a clone back as it was before init, to the byte. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { change } from '../../src/app/change.ts';
import { changeHooks } from '../../src/app/hooks.ts';
import { type Initialised, planInit } from '../../src/app/init/plan.ts';
import { planRemove } from '../../src/app/init/remove.ts';
import { installation } from '../../src/app/package-root.ts';
import { HOOK_NAMES } from '../../src/enforce/hooks/names.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { pass, work } from '../merge/ground.ts';
import { stateOf } from '../state.ts';

const setUp = (fx: Fixture) =>
  change(fx.ports({ argv: ['init'] }), 'init', { dryRun: false, adopted: false }, ({ repo, basis }) =>
    planInit(repo, basis, { here: false, prefix: null }, installation(nodeFiles)),
  );
const takeBack = async (fx: Fixture): Promise<Initialised> => {
  const outcome = await changeHooks(fx.ports({ argv: ['init', '--remove'] }), 'init', false, planRemove);
  outcome.reported();
  return outcome.answer as Initialised; // planRemove made it
};

test('hooks, refspecs, notes of branches and caches go; an earlier hook comes back', async () => {
  const fx = fixture();
  fx.write('.git/hooks/commit-msg', '#!/bin/sh\n# mine\n');
  chmodSync(join(fx.clone, '.git/hooks/commit-msg'), 0o700);
  const bytes = () => [stateOf(fx), readFileSync(join(fx.clone, '.git/config'), 'utf8')];
  const before = bytes();
  await setUp(fx);
  fx.git(['config', 'branch.feature/CRQ-1-x.gitcrqFork', '1234']);
  expect(bytes()).not.toEqual(before);
  await takeBack(fx);
  expect(bytes()).toEqual(before);
  expect(nodeFiles.list(join(fx.clone, '.git/gitcrq/cache'))).toEqual([]);
  expect(nodeFiles.list(join(fx.clone, '.git/gitcrq'))).toEqual(['cache', 'ops']);
});

test('copies of records and the test worktree go, what is only here stays', async () => {
  const fx = fixture({ policy: 'version: 1\nmerge:\n  test: touch built\n' });
  work(fx, { id: 'CRQ-2' });
  await pass(fx);
  // Leases are on the remote alone.
  const refs = (dir = fx.clone) => fx.git(['for-each-ref', '--format=%(refname)', 'refs/gitcrq/[!l]*/'], dir);
  const shared = refs(fx.remote);
  expect([refs(), fx.git(['worktree', 'list']).split('\n').length]).toEqual([shared, 2]);
  await takeBack(fx);
  expect([refs(), refs(fx.remote), fx.git(['worktree', 'list']).split('\n').length]).toEqual(['', shared, 1]);
  expect(nodeFiles.list(join(fx.clone, '.git/gitcrq'))).toContain('ops');
  const alone = fixture({ remote: false });
  alone.git(['update-ref', 'refs/gitcrq/ids/CRQ', 'HEAD']);
  await takeBack(alone);
  expect(alone.tip('refs/gitcrq/ids/CRQ')).toBe(alone.tip('HEAD'));
});

test('a policy with a mistake is no hindrance', async () => {
  const fx = fixture();
  await setUp(fx);
  fx.write('gitcrq.yaml', 'version: [\n');
  fx.git(['commit', '--quiet', '--no-verify', '-am', 'Break it']);
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  expect(await takeBack(fx)).toMatchObject({
    hooks: HOOK_NAMES.map((name) => join(fx.clone, '.git', 'hooks', name)),
    next: expect.arrayContaining(['gitcrq undo']),
  });
  expect(fx.git(['config', 'remote.origin.fetch'])).not.toContain('gitcrq');
});
