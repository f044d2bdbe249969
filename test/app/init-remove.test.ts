/** init --remove gives a clone back as it was before init, to the byte. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { change } from '../../src/app/change.ts';
import { planInit } from '../../src/app/init/plan.ts';
import { planRemove } from '../../src/app/init/remove.ts';
import { installation } from '../../src/app/package-root.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { fixture } from '../fixture.ts';
import { stateOf } from '../state.ts';

test('hooks, refspecs, notes of branches and caches go; an earlier hook comes back', async () => {
  const fx = fixture();
  fx.write('.git/hooks/commit-msg', '#!/bin/sh\n# mine\n');
  chmodSync(join(fx.clone, '.git/hooks/commit-msg'), 0o700);
  const bytes = () => [stateOf(fx), readFileSync(join(fx.clone, '.git/config'), 'utf8')];
  const before = bytes();
  const run = (remove: boolean) =>
    change(fx.ports({ argv: [`init ${remove}`] }), 'init', { dryRun: false, adopted: false }, ({ repo, basis }) =>
      remove ? planRemove(repo, basis) : planInit(repo, basis, { here: false, prefix: null }, installation(nodeFiles)),
    );
  await run(false);
  fx.git(['config', 'branch.feature/CRQ-1-x.gitcrqFork', '1234']);
  expect(bytes()).not.toEqual(before);
  await run(true);
  expect(bytes()).toEqual(before);
  expect(nodeFiles.list(join(fx.clone, '.git/gitcrq/cache'))).toEqual([]);
});
