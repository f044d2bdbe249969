/** Stubs are put in place, told apart, and taken away without a trace. */
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changeHooks } from '../../../src/app/hooks.ts';
import { ok, unwrap } from '../../../src/domain/result.ts';
import { planInstall, planUninstall } from '../../../src/enforce/hooks/install.ts';
import { HOOK_NAMES } from '../../../src/enforce/hooks/names.ts';
import { hooksStatus } from '../../../src/enforce/hooks/status.ts';
import { hooksStatusSchema } from '../../../src/enforce/schema.ts';
import { openRepo } from '../../../src/git/repo.ts';
import { type Fixture, fixture } from '../../fixture.ts';
import { codeOf } from '../scene.ts';
import { git, install, installation, stage } from './scene.ts';

const hooks = (fx: Fixture): string => join(fx.clone, '.git', 'hooks');

const uninstall = async (fx: Fixture): Promise<void> =>
  (
    await changeHooks(fx.ports({ argv: ['hooks', 'uninstall'] }), 'hooks uninstall', false, (repo) =>
      planUninstall(repo),
    )
  ).reported();

async function states(fx: Fixture): Promise<readonly string[]> {
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  const status = unwrap(await hooksStatus(repo, installation));
  repo.close();
  hooksStatusSchema.parse(status);
  return status.hooks.map(({ state }) => state);
}

/** Everything in the directory: type, mode and bytes. */
const snapshot = (dir: string): readonly string[] =>
  readdirSync(dir)
    .toSorted()
    .map((name) => {
      const stat = lstatSync(join(dir, name));
      const held = stat.isSymbolicLink() ? readlinkSync(join(dir, name)) : readFileSync(join(dir, name), 'base64');
      return `${name} ${stat.mode.toString(8)} ${held}`;
    });

const ODD = Buffer.from([35, 33, 47, 98, 105, 110, 47, 115, 104, 13, 10, 0xff, 0xfe, 0, 10]);

test('earlier hooks of any kind come back byte for byte, with mode, as links', async () => {
  const fx = fixture();
  writeFileSync(join(hooks(fx), 'commit-msg'), ODD);
  chmodSync(join(hooks(fx), 'commit-msg'), 0o711);
  fx.write('scripts/push.sh', '#!/bin/sh\nexit 0\n');
  symlinkSync('../../scripts/push.sh', join(hooks(fx), 'pre-push'));
  const before = snapshot(hooks(fx));
  await install(fx);
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'installed'));
  expect(readFileSync(join(hooks(fx), 'commit-msg.before-gitcrq')).equals(ODD)).toBe(true);
  await uninstall(fx);
  expect(snapshot(hooks(fx))).toEqual(before);
  expect(fx.read('scripts/push.sh')).toBe('#!/bin/sh\nexit 0\n');
});

test('undo gives them back, too', async () => {
  const fx = fixture();
  writeFileSync(join(hooks(fx), 'pre-push'), ODD);
  const before = snapshot(hooks(fx));
  await install(fx);
  const { undoable, undoSteps } = await import('../../../src/plan/undo.ts');
  const { doStep } = await import('../../../src/plan/execute.ts');
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  const [operation] = unwrap(undoable(repo, null));
  for (const step of unwrap(await undoSteps(operation?.plan.steps ?? [], () => Promise.resolve(ok([])))))
    unwrap(await doStep(repo, step));
  repo.close();
  expect(snapshot(hooks(fx))).toEqual(before);
});

test('installing again changes nothing, and a moved program is noticed and mended', async () => {
  const fx = fixture();
  await install(fx);
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  expect(unwrap(await planInstall(repo, installation)).steps).toEqual([]);
  repo.close();
  await install(fx, { ...installation, bin: '/elsewhere/bin.js' });
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'outdated'));
  await install(fx);
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'installed'));
  chmodSync(join(hooks(fx), 'pre-push'), 0o644);
  expect(await states(fx)).toEqual(HOOK_NAMES.map((name) => (name === 'pre-push' ? 'disabled' : 'installed')));
});

test('a clone without hooks, and without a hooks directory, has them missing', async () => {
  const fx = fixture();
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'missing'));
  fx.git(['init', '--quiet', '--template=', 'bare-bones'], fx.root);
  const repo = unwrap(await openRepo(fx.ports({ cwd: join(fx.root, 'bare-bones') }), join(fx.root, 'bare-bones')));
  expect(unwrap(await planInstall(repo, installation)).steps).toHaveLength(1);
  repo.close();
});

test('a hook that another tool wrote over ours is left to it, and neither hook is lost', async () => {
  const fx = fixture();
  writeFileSync(join(hooks(fx), 'pre-push'), '#!/bin/sh\n# first\n', { mode: 0o755 });
  await install(fx);
  writeFileSync(join(hooks(fx), 'pre-push'), '#!/bin/sh\n# later\n');
  expect(await states(fx)).toEqual(HOOK_NAMES.map((name) => (name === 'pre-push' ? 'other' : 'installed')));
  expect(await codeOf(install(fx))).toBe('HOOK_IN_THE_WAY');
  await uninstall(fx);
  expect(readFileSync(join(hooks(fx), 'pre-push'), 'utf8')).toContain('later');
  expect(readFileSync(join(hooks(fx), 'pre-push.before-gitcrq'), 'utf8')).toContain('first');
});

const PRE_COMMIT = '#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n';
const LEFTHOOK = '#!/bin/sh\ncall_lefthook() { :; }\n';

/** What `install` of these tools does to a hook that is not theirs. */
function installedOver(fx: Fixture, text: string, end: '.old' | '.legacy'): void {
  const path = join(hooks(fx), 'pre-push');
  renameSync(path, `${path}${end}`);
  writeFileSync(path, text, { mode: 0o755 });
}

test.each([
  ['lefthook', LEFTHOOK, '.old', 'other'],
  ['pre-commit, which runs ours', PRE_COMMIT, '.legacy', 'installed'],
] as const)('a tool that moves ours aside: %s', async (_, text, end, state) => {
  const fx = fixture();
  await install(fx);
  installedOver(fx, text, end);
  expect(await states(fx)).toEqual(HOOK_NAMES.map((name) => (name === 'pre-push' ? state : 'installed')));
  await install(fx);
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'installed'));
  await uninstall(fx);
  expect(readdirSync(hooks(fx)).filter((name) => !name.endsWith('.sample'))).toEqual(['pre-push']);
  expect(readFileSync(join(hooks(fx), 'pre-push'), 'utf8')).toBe(text);
});

test.each([
  ['lefthook', LEFTHOOK, '.old'],
  ['pre-commit', PRE_COMMIT, '.legacy'],
] as const)('an earlier hook under ours ends where %s would have put it', async (_, text, end) => {
  const fx = fixture();
  writeFileSync(join(hooks(fx), 'pre-push'), ODD, { mode: 0o755 });
  await install(fx);
  installedOver(fx, text, end);
  expect((await states(fx)).includes('other')).toBe(true);
  await install(fx);
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'installed'));
  // A newer version of the same tool takes the place of the one that is kept.
  writeFileSync(join(hooks(fx), 'pre-push'), `${text}# newer\n`, { mode: 0o755 });
  await install(fx);
  await uninstall(fx);
  expect(readFileSync(join(hooks(fx), 'pre-push'), 'utf8')).toBe(`${text}# newer\n`);
  expect(readFileSync(join(hooks(fx), `pre-push${end}`)).equals(ODD)).toBe(true);
});

test('a directory of hooks that is a link is used, and stays one; a file in its place is said', async () => {
  const fx = fixture();
  renameSync(hooks(fx), join(fx.root, 'shared'));
  symlinkSync(join(fx.root, 'shared'), hooks(fx));
  const before = snapshot(join(fx.root, 'shared'));
  fx.git(['config', 'core.hooksPath', join(fx.root, 'shared')]);
  await install(fx);
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'installed'));
  await uninstall(fx);
  expect([snapshot(join(fx.root, 'shared')), readlinkSync(hooks(fx))]).toEqual([before, join(fx.root, 'shared')]);
  fx.git(['config', '--unset', 'core.hooksPath']);
  rmSync(hooks(fx));
  writeFileSync(hooks(fx), '');
  expect(await codeOf(install(fx))).toBe('HOOK_IN_THE_WAY');
});

test("core.hooksPath that names git's own directory is no other manager", async () => {
  const fx = fixture();
  fx.git(['config', 'core.hooksPath', hooks(fx)]);
  await install(fx);
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'installed'));
});

test('a kill half-way is finished by the same command', async () => {
  const fx = fixture();
  writeFileSync(join(hooks(fx), 'pre-push'), ODD);
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  const plan = unwrap(await planInstall(repo, installation));
  const [step] = plan.steps;
  const first = step?.kind === 'files' ? step.files[0] : undefined;
  writeFileSync(first?.path ?? '', Buffer.from(first?.to?.base64 ?? '', 'base64'), { mode: first?.to?.mode ?? 0 });
  repo.close();
  await install(fx);
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'installed'));
  await uninstall(fx);
  expect(readFileSync(join(hooks(fx), 'pre-push')).equals(ODD)).toBe(true);
});

test('a failed write is a failure with a code, and leaves the hooks as they were', async () => {
  const fx = fixture();
  const before = snapshot(hooks(fx));
  const ports = fx.ports();
  const refuse = (): never => {
    throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
  };
  const readOnly = {
    ...ports,
    files: {
      ...ports.files,
      writeAtomic: (path: string, bytes: Uint8Array | string, mode?: number) =>
        path.includes('/hooks/') ? refuse() : ports.files.writeAtomic(path, bytes, mode),
    },
  };
  expect(await codeOf(changeHooks(readOnly, 'hooks install', false, (repo) => planInstall(repo, installation)))).toBe(
    'READ_ONLY',
  );
  expect(snapshot(hooks(fx))).toEqual(before);
});

test('the hooks installed from a linked worktree are those of all checkouts', async () => {
  const fx = fixture();
  const tree = join(fx.root, 'tree');
  fx.git(['worktree', 'add', '--quiet', '-b', 'feature/CRQ-1-x', tree]);
  const outcome = await changeHooks(fx.ports({ cwd: tree }), 'hooks install', false, (repo) =>
    planInstall(repo, installation),
  );
  outcome.reported();
  expect(await states(fx)).toEqual(HOOK_NAMES.map(() => 'installed'));
  stage(fx, 'a', '1');
  expect(git(fx, ['commit', '-m', 'Unlinked']).code).toBe(1);
});

test('--dry-run writes nothing', async () => {
  const fx = fixture();
  const before = snapshot(hooks(fx));
  const outcome = await changeHooks(fx.ports(), 'hooks install', true, (repo) => planInstall(repo, installation));
  expect(outcome.lines?.map(({ path }) => path)).toEqual(HOOK_NAMES.map((name) => join(hooks(fx), name)));
  expect(snapshot(hooks(fx))).toEqual(before);
});

test('a strict clone refuses where gitcrq is not to be found', async () => {
  const fx = fixture();
  fx.git(['config', 'gitcrq.strict', 'true']);
  await install(fx, { ...installation, node: join(fx.root, 'gone'), bin: join(fx.root, 'gone.js') });
  stage(fx, 'a', '1');
  const refused = git(fx, ['commit', '-m', 'Unlinked'], { env: { PATH: '/usr/bin:/bin' } });
  expect([refused.code, refused.err.startsWith('error: gitcrq is neither')]).toEqual([1, true]);
  fx.git(['config', 'gitcrq.strict', 'false']);
  await install(fx, { ...installation, node: join(fx.root, 'gone'), bin: join(fx.root, 'gone.js') });
  expect(git(fx, ['commit', '-m', 'Unlinked'], { env: { PATH: '/usr/bin:/bin' } }).code).toBe(0);
});
