/** What the tests of the hooks share: a clone in which the real stubs are installed, and git run without throwing. */
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { changeHooks } from '../../../src/app/hooks.ts';
import { installation as installed } from '../../../src/app/package-root.ts';
import { planInstall } from '../../../src/enforce/hooks/install.ts';
import type { Installation } from '../../../src/enforce/hooks/stub.ts';
import { nodeFiles } from '../../../src/sys/files.ts';
import type { Fixture, FixtureOptions } from '../../fixture.ts';
import { ROOT } from '../../house/sources.ts';
import { scene } from '../scene.ts';

/** The build that every npm script makes first; without npm the sources themselves, which start three times as slowly. */
const program = process.env['npm_lifecycle_event'] === undefined ? ['src', 'bin.ts'] : ['dist', 'bin.js'];

export const installation: Installation = { ...installed(nodeFiles), bin: join(ROOT, ...program) };

export async function install(fx: Fixture, parts: Installation = installation): Promise<void> {
  const outcome = await changeHooks(fx.ports({ argv: ['hooks', 'install'] }), 'hooks install', false, (repo) =>
    planInstall(repo, parts),
  );
  outcome.reported();
}

export async function hooked(options: FixtureOptions = {}): Promise<Fixture> {
  const fx = scene(options);
  await install(fx);
  return fx;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly dir?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
}

export function run(
  fx: Fixture,
  program: string,
  args: readonly string[],
  { dir = fx.clone, env = {}, input = '' }: Surroundings = {},
): Ended {
  const ended = spawnSync(program, args, { cwd: dir, env: { ...fx.env, ...env }, input });
  return { code: ended.status ?? 128, out: ended.stdout.toString('utf8'), err: ended.stderr.toString('utf8') };
}

export const git = (fx: Fixture, args: readonly string[], around?: Surroundings): Ended => run(fx, 'git', args, around);

/** An editor that does this to the file it is given, written as a line of sh. */
export function editor(fx: Fixture, script: string): Readonly<Record<string, string>> {
  fx.write('editor', `#!/bin/sh\n${script}\n`, fx.root);
  chmodSync(join(fx.root, 'editor'), 0o755);
  return { GIT_EDITOR: join(fx.root, 'editor'), GIT_SEQUENCE_EDITOR: ':' };
}

/** The message of the last commit. */
export const message = (fx: Fixture, dir?: string): string =>
  git(fx, ['log', '-1', '--format=%B'], dir === undefined ? {} : { dir }).out.trimEnd();

export const stage = (fx: Fixture, path: string, text: string, dir?: string): void => {
  fx.write(path, text, dir);
  fx.git(['add', '--all'], dir ?? fx.clone);
};

/** A commit that no hook of ours saw: prepare-commit-msg runs under --no-verify, too. */
export function unseen(fx: Fixture, path: string, text: string, words: string): string {
  stage(fx, path, text);
  git(fx, ['commit', '--quiet', '-m', words], { env: { GITCRQ: '0' } });
  return fx.git(['rev-parse', 'HEAD']);
}
