/** The compiled policy is used only while all it was made from is unchanged; then Node is asked, and makes it again. */
import { appendFileSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HOOKS } from '../../../src/app/hook-handlers.ts';
import { unwrap } from '../../../src/domain/result.ts';
import { runHook } from '../../../src/enforce/hooks/run.ts';
import { stubFor } from '../../../src/enforce/hooks/stub.ts';
import { crqText, type Fixture, type FixtureOptions } from '../../fixture.ts';
import { hooked, installation, run } from './scene.ts';
import { SHELLS } from './tricky.ts';

const FILE = '.git/COMMIT_EDITMSG';

interface Both {
  readonly fx: Fixture;
  /** Does the stub let the message pass without asking Node? */
  sure(env?: Readonly<Record<string, string>>, shell?: readonly string[]): boolean;
  /** What the installed stub does when it is not sure, without the process. */
  node(): Promise<void>;
}

async function both(options: FixtureOptions = {}): Promise<Both> {
  const fx = await hooked(options);
  const asks = join(fx.root, 'asks');
  writeFileSync(asks, '#!/bin/sh\nexit 99\n', { mode: 0o755 });
  const stub = join(fx.root, 'commit-msg');
  writeFileSync(stub, stubFor('commit-msg', { ...installation, node: asks, bin: asks }), { mode: 0o755 });
  fx.write('crqs/CRQ-2.md', crqText('CRQ-2'));
  fx.write(FILE, 'Add login\n\nCRQ: CRQ-2\n');
  const sure: Both['sure'] = (env = {}, [program = 'sh', ...args] = []) => {
    const { code } = run(fx, program, [...args, stub, FILE], { env: { GIT_EDITOR: ':', ...env } });
    expect([0, 99]).toContain(code);
    return code === 0;
  };
  const node = async (): Promise<void> => {
    const ports = fx.ports();
    const call = { args: [FILE], input: new Uint8Array() };
    unwrap(await runHook({ ...ports, env: { ...ports.env, GIT_EDITOR: ':' } }, fx.clone, 'commit-msg', call, HOOKS));
  };
  return { fx, sure, node };
}

/** Until the time of a file written now differs from that of one written before: the kernel's clock for files is coarse. */
const laterFiles = (): Promise<void> => setTimeout(20);

const ahead = (path: string): void => utimesSync(path, new Date(Date.now() + 60_000), new Date(Date.now() + 60_000));

test('the installation compiles, so that the first commit is quick', async () => {
  const { sure } = await both();
  expect(sure()).toBe(true);
});

test.each(SHELLS)('%s: what changes within the second of the compilation is noticed', async (_name, shell) => {
  const { fx, sure, node } = await both();
  const compiled = join(fx.clone, '.git/gitcrq/hooks.policy');
  const second = Math.floor(Date.now() / 1000) - 10;
  const lines = readFileSync(compiled, 'utf8').split('\n');
  const watched = lines.flatMap((line) => (line.startsWith(`+${fx.root}`) ? [line.slice(1)] : []));
  const at = (paths: readonly string[], time: number): void => {
    for (const path of paths) utimesSync(path, time, time);
  };
  at(watched, second);
  at([compiled], second + 1.25);
  expect(sure({}, shell)).toBe(true);
  at(watched, second + 1.75);
  expect(sure({}, shell)).toBe(false);
  // Some shells compare whole seconds; Node must not take for fresh what they do not.
  at(watched, second + 1);
  await node();
  expect(sure({}, shell)).toBe(true);
});

test.each<[string, (fx: Fixture) => void]>([
  [
    'the base moved',
    (fx) => fx.git(['update-ref', 'refs/remotes/origin/main', fx.git(['commit-tree', '-m', 'x', 'HEAD^{tree}'])]),
  ],
  ['the configuration changed', (fx) => ahead(join(fx.clone, '.git/config'))],
  ['a configuration appeared', (fx) => fx.write('.gitconfig', '[core]\n\tcommentChar = C\n', fx.env['HOME'])],
  ['refs were packed', (fx) => fx.git(['pack-refs', '--all'])],
  ['the file is gone', (fx) => rmSync(join(fx.clone, '.git/gitcrq/hooks.policy'))],
  ['the file is cut off', (fx) => writeFileSync(join(fx.clone, '.git/gitcrq/hooks.policy'), 'gitcrq-policy 2\n')],
  [
    'the file is of a later version',
    (fx) => writeFileSync(join(fx.clone, '.git/gitcrq/hooks.policy'), 'gitcrq-policy 3\n'),
  ],
])('%s: Node is asked, once', async (_what, change) => {
  const { fx, sure, node } = await both();
  await laterFiles();
  change(fx);
  expect(sure()).toBe(false);
  utimesSync(join(fx.clone, '.git/config'), new Date(), new Date());
  await node();
  expect(sure()).toBe(true);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['an editor', { GIT_EDITOR: 'vi' }],
  ['another home', { HOME: '/nowhere' }],
  ['a configuration of its own', { GIT_CONFIG_PARAMETERS: "'core.commentchar'='C'" }],
  ['configuration by count', { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.commentChar', GIT_CONFIG_VALUE_0: 'C' }],
  ['another work tree', { GIT_WORK_TREE: '/nowhere' }],
])('with %s Node is asked', async (_what, env) => {
  const { sure } = await both();
  expect(sure(env)).toBe(false);
  expect(sure({ GIT_CONFIG_PARAMETERS: "'user.name'='Ada'" })).toBe(true);
});

test('a repository that did not adopt gitcrq is never asked about', async () => {
  const { fx, sure, node } = await both();
  fx.write(FILE, 'Unlinked\n');
  expect(sure()).toBe(false);
  const empty = fx.git(['commit-tree', '-m', 'x', fx.git(['mktree'], fx.clone)]);
  fx.git(['update-ref', 'refs/remotes/origin/main', empty]);
  fx.git(['update-ref', 'refs/heads/main', empty]);
  await node();
  expect(sure()).toBe(true);
});

test('a policy that is no data for a shell leaves all to Node', async () => {
  const { sure } = await both({ policy: 'version: 1\nbranches:\n  base: [main, "$(touch x)"]\n' });
  expect(sure()).toBe(false);
});

test.each([
  ['drops lines the stub takes for text', '[commit]\n\tcleanup = strip\n[core]\n\tcommentChar = C\n'],
  ['keeps refs where the stub cannot read them', '[extensions]\n\trefStorage = reftable\n'],
])('configuration that %s leaves all to Node', async (_what, text) => {
  const { fx, sure, node } = await both();
  appendFileSync(join(fx.clone, '.git/config'), text);
  await node();
  expect(sure()).toBe(false);
});
