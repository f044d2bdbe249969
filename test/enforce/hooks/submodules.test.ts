/** Submodules are repositories of their own: those with a policy get hooks, and lose them, with one operation. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changeHooks } from '../../../src/app/hooks.ts';
import { unwrap } from '../../../src/domain/result.ts';
import { planInstall, planUninstall } from '../../../src/enforce/hooks/install.ts';
import { hooksStatus } from '../../../src/enforce/hooks/status.ts';
import { statusWithSubmodules, withSubmodules } from '../../../src/enforce/hooks/submodules.ts';
import { hooksChangedSchema, hooksStatusSchema } from '../../../src/enforce/schema.ts';
import { openRepo } from '../../../src/git/repo.ts';
import { undoable, undoSteps } from '../../../src/plan/undo.ts';
import { type Fixture, fixture } from '../../fixture.ts';
import { git, installation } from './scene.ts';

const WITH = "with a 'policy'";

/** One submodule that has adopted gitcrq, one that has not. */
function withTwo(): Fixture {
  const fx = fixture();
  fx.git(['init', '--quiet', 'plain'], fx.root);
  fx.git(['commit', '--quiet', '--allow-empty', '-m', 'Start'], join(fx.root, 'plain'));
  fx.git(['config', '--global', 'protocol.file.allow', 'always']);
  fx.git(['submodule', '--quiet', 'add', fx.remote, WITH]);
  fx.git(['submodule', '--quiet', 'add', join(fx.root, 'plain'), 'without']);
  return fx;
}

test('hooks come and go in the submodules that have a policy', async () => {
  const fx = withTwo();
  const [adopted, plain] = [join(fx.clone, WITH), join(fx.clone, 'without')];
  const unlinked = (dir: string) => git(fx, ['commit', '--quiet', '--allow-empty', '-m', 'Unlinked'], { dir }).code;
  const status = async (): Promise<readonly string[]> => {
    const repo = unwrap(await openRepo(fx.ports(), fx.clone));
    const all = unwrap(await statusWithSubmodules(repo, (one) => hooksStatus(one, installation)));
    repo.close();
    hooksStatusSchema.parse(all);
    return [...new Set(all.hooks.map(({ state, directory }) => `${state} ${directory}`))];
  };
  const places = ['.git/hooks', `.git/modules/${WITH}/hooks`].map((dir) => join(fx.clone, dir));
  expect(await status()).toEqual(places.map((dir) => `missing ${dir}`));

  const installed = await changeHooks(fx.ports({ argv: ['i'] }), 'hooks install', false, (repo) =>
    withSubmodules(repo, (one) => planInstall(one, installation)),
  );
  installed.reported();
  expect(hooksChangedSchema.parse(installed.answer)).toMatchObject({ submodules: [adopted], passed_over: [plain] });
  expect(await status()).toEqual(places.map((dir) => `installed ${dir}`));
  expect([unlinked(fx.clone), unlinked(adopted), unlinked(plain)]).toEqual([1, 1, 0]);

  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  const [operation] = unwrap(undoable(repo, null));
  const steps = unwrap(await undoSteps(operation?.plan.steps ?? [], () => Promise.resolve({ ok: true, value: [] })));
  repo.close();
  expect(JSON.stringify(steps)).toContain(join('modules', WITH, 'hooks', 'commit-msg'));

  const gone = await changeHooks(fx.ports({ argv: ['u'] }), 'hooks uninstall', false, (one) =>
    withSubmodules(one, (each) => planUninstall(each)),
  );
  gone.reported();
  expect(existsSync(join(places[1] ?? '', 'commit-msg'))).toBe(false);
  expect(unlinked(adopted)).toBe(0);
});
