/** The merge driver as git calls it: in every operation that merges, without its program, and on files that are no records. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changeHooks, hookSet, planNoSet, planSet } from '../../src/app/hooks.ts';
import { driveMerge } from '../../src/app/merge-driver.ts';
import { attributeLine, driverCommand } from '../../src/enforce/hooks/driver.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { BIN, gitcrq } from '../cli/run.ts';
import { type Env, type Fixture, fixture } from '../fixture.ts';
import { BASE, PATH, set } from '../store/merge-cases.ts';

const OURS = set({ labels: ['ours'] });
const THEIRS = set({ labels: ['theirs'] });

const save = (fx: Fixture, text: string): void => {
  fx.write(PATH, text);
  fx.git(['add', '--all']);
  fx.git(['commit', '--quiet', '--no-verify', '-m', 'A side']);
};

/** The branch `theirs` beside main, on which labels differ; and the driver, unless it is named. */
function parted(driver: string | null = driverCommand({ node: process.execPath, bin: BIN })): Fixture {
  const fx = fixture({ remote: false });
  fx.write('.git/info/attributes', `${attributeLine('crqs')}\n`);
  if (driver !== null) fx.git(['config', 'merge.gitcrq.driver', driver]);
  save(fx, BASE);
  fx.git(['switch', '--quiet', '-c', 'theirs']);
  save(fx, THEIRS);
  fx.git(['switch', '--quiet', 'main']);
  save(fx, OURS);
  return fx;
}

const merge = (fx: Fixture, env: Env = {}) =>
  spawnSync('git', ['merge', '--quiet', '--no-edit', 'theirs'], {
    cwd: fx.clone,
    env: { ...fx.env, ...env },
    encoding: 'utf8',
  });

const merged = (fx: Fixture): string => /^labels: .*$/m.exec(fx.read(PATH))?.[0] ?? '';

test('merge, rebase, cherry-pick and stash call it', () => {
  const fx = parted();
  fx.git(['switch', '--quiet', '-c', 'picked']);
  fx.git(['cherry-pick', 'theirs']);
  expect(merged(fx)).toBe('labels: [ours, theirs]');
  fx.git(['switch', '--quiet', '-c', 'rebased', 'theirs']);
  fx.git(['rebase', '--quiet', 'main']);
  expect(merged(fx)).toBe('labels: [ours, theirs]');
  fx.git(['switch', '--quiet', '-c', 'stashed', 'main~1']);
  fx.write(PATH, THEIRS);
  fx.git(['stash', '--quiet']);
  fx.git(['reset', '--quiet', '--hard', 'main']);
  fx.git(['stash', 'pop', '--quiet']);
  expect(merged(fx)).toBe('labels: [ours, theirs]');
  fx.git(['reset', '--quiet', '--hard', 'main']);
  expect(merge(fx)).toMatchObject({ status: 0, stderr: '' });
  expect(merged(fx)).toBe('labels: [ours, theirs]');
});

test('the workflow of the base says which state is the later one; a broken policy is no hindrance', async () => {
  const workflow = `crq:
  workflow:
    states:
      open: {to: [done, told], accepts: true}
      done: {to: [told, open]}
      told: {to: [open]}
    new: open
    draft: null
    approved: null
    closed: done
`;
  const words = { base: 'o', ours: 'a', theirs: 'b', path: PATH, markerSize: 7 };
  const states = async (policy: string, ours: string, theirs: string): Promise<readonly string[]> => {
    const fx = fixture({ remote: false, policy });
    for (const [name, status] of Object.entries({ o: 'open', a: ours, b: theirs })) fx.write(name, set({ status }));
    await driveMerge(fx.ports(), words);
    return fx.read('a').match(/^status: .*$/gm) ?? [];
  };
  expect(await states(`version: 1\n${workflow}`, 'done', 'told')).toEqual(['status: told']);
  expect(await states('version: 1\n# The default\n', 'done', 'told')).toHaveLength(2);
  expect(await states('version: [\n', 'approved', 'closed')).toEqual(['status: closed']);
});

const CONFLICT = /^<<<<<<< .*\nlabels: \[ours\]\n=======\nlabels: \[theirs\]\n>>>>>>> /m;

/** A folder with git and a shell, and without gitcrq. */
function bareFolder(fx: Fixture): string {
  const folder = join(fx.root, 'bin');
  mkdirSync(folder);
  for (const name of ['git', 'sh']) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(found, join(folder, name));
  }
  return folder;
}

test('without its program, a conflict has markers', () => {
  const fx = parted(driverCommand({ node: '/gone/node', bin: '/gone/bin.js' }));
  const folder = bareFolder(fx);
  expect(merge(fx, { PATH: folder }).status).toBe(1);
  expect(fx.read(PATH)).toMatch(CONFLICT);
  fx.git(['merge', '--abort']);
  // One on the PATH that does not know the command; then one that does.
  fx.write('bin/gitcrq', '#!/bin/sh\necho "there is no such command" >&2\nexit 2\n', fx.root);
  chmodSync(join(folder, 'gitcrq'), 0o755);
  expect(merge(fx, { PATH: folder }).status).toBe(1);
  expect(fx.read(PATH)).toMatch(CONFLICT);
  fx.git(['merge', '--abort']);
  fx.write('bin/gitcrq', `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, fx.root);
  expect(merge(fx, { PATH: folder }).status).toBe(0);
  expect(merged(fx)).toBe('labels: [ours, theirs]');
});

test('a program that fails, one that is switched off, and none at all leave markers, too', () => {
  const fx = parted();
  fx.write('broken.js', 'process.exitCode = 70;\n', fx.root);
  const broken = driverCommand({ node: process.execPath, bin: join(fx.root, 'broken.js') });
  for (const [driver, env] of [
    [broken, {}],
    [driverCommand({ node: process.execPath, bin: BIN }), { GITCRQ: '0' }],
  ] as const) {
    fx.git(['config', 'merge.gitcrq.driver', driver]);
    expect(merge(fx, env).status).toBe(1);
    expect(fx.read(PATH)).toMatch(CONFLICT);
    fx.git(['merge', '--abort']);
  }
  fx.git(['config', '--remove-section', 'merge.gitcrq']);
  expect(merge(fx).status).toBe(1);
  expect(fx.read(PATH)).toMatch(CONFLICT);
});

test('a place with odd signs in its name is called all the same', () => {
  const fx = parted(null);
  const folder = join(fx.root, "it's 100% 'odd' $(x) %O");
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, 'node'));
  fx.git(['config', 'merge.gitcrq.driver', driverCommand({ node: join(folder, 'node'), bin: BIN })]);
  expect(merge(fx)).toMatchObject({ status: 0, stderr: '' });
  expect(merged(fx)).toBe('labels: [ours, theirs]');
});

const NUL = BASE.replace('Add login', 'Add\0login');
const MARKED = BASE.replace('status: open', '<<<<<<< a\nstatus: open\n=======\nstatus: closed\n>>>>>>> b');
const big = (text: string): string => text + 'x'.repeat(99).concat('\n').repeat(50_000);
const LATIN = Buffer.from(BASE.replace('Ada', 'Åda'), 'latin1');

/** base, ours, theirs. */
const GARBAGE: Readonly<Record<string, readonly [string | Buffer, string | Buffer, string | Buffer]>> = {
  'an empty base': ['', OURS, THEIRS],
  'an empty side': [BASE, '', THEIRS],
  'everything empty': ['', '', ''],
  'a NUL in the base': [NUL, OURS, THEIRS],
  'a NUL on a side': [BASE, NUL, THEIRS],
  'binary files': [Buffer.from([0, 1, 2, 255]), Buffer.from([0, 1, 3, 255]), Buffer.from([0, 9, 2, 255])],
  'conflict markers': [BASE, MARKED, THEIRS],
  'files of 5 MB': [big(BASE), big(OURS), big(THEIRS)],
  'another encoding': [LATIN, Buffer.concat([LATIN, Buffer.from('x\n')]), THEIRS],
  'no front matter': ['a\n', 'b\n', 'c\n'],
  'front matter that does not end': [BASE.slice(0, 80), OURS, THEIRS],
};

test.each(Object.keys(GARBAGE))('%s: merged as git does it by lines', async (name) => {
  const fx = fixture({ remote: false });
  const [base = '', ours = '', theirs = ''] = GARBAGE[name] ?? [];
  const write = (): void => {
    nodeFiles.writeUnsynced(join(fx.clone, 'o'), base);
    nodeFiles.writeUnsynced(join(fx.clone, 'a'), ours);
    nodeFiles.writeUnsynced(join(fx.clone, 'b'), theirs);
  };
  write();
  const labels = ['ours', 'base', 'theirs'].flatMap((label) => ['-L', label]);
  const stock = spawnSync('git', ['merge-file', '-q', ...labels, 'a', 'o', 'b'], { cwd: fx.clone, env: fx.env });
  const expected = readFileSync(join(fx.clone, 'a'));
  write();
  const words = { base: 'o', ours: 'a', theirs: 'b', path: PATH, markerSize: 7 };
  const driven = await driveMerge(fx.ports(), words);
  expect(driven.clean).toBe(stock.status === 0);
  expect(readFileSync(join(fx.clone, 'a')).equals(expected)).toBe(true);
});

test('typed by hand it says what it did; a file that is not there is named, and nothing is written', () => {
  const fx = fixture({ remote: false });
  for (const [name, text] of Object.entries({ o: BASE, a: OURS, b: set({ title: 'x', priority: 'low' }) }))
    fx.write(name, text);
  const run = gitcrq(fx, ['merge-driver', 'o', 'a', 'b', PATH, '--json']);
  expect(JSON.parse(run.out)).toMatchObject({ ok: true, data: { path: PATH, clean: true } });
  expect(fx.read('a')).toContain('priority: low');
  for (const words of [
    ['o', 'a', 'gone', PATH],
    ['o', 'a', 'gone', PATH, '7'],
  ]) {
    const failed = gitcrq(fx, ['merge-driver', ...words]);
    expect(failed.code, failed.err).toBeGreaterThan(1);
    expect(failed.err).toContain('there is no file gone');
  }
});

test('hooks install and uninstall set it and take it away', async () => {
  const fx = fixture({ remote: false });
  const config = () => readFileSync(join(fx.clone, '.git/config'), 'utf8');
  const before = config();
  const change = async (plan: typeof planSet) =>
    (await changeHooks(fx.ports(), 'hooks', false, (repo) => plan(repo, hookSet(nodeFiles, false)))).reported();
  await change(planSet);
  expect(fx.git(['config', 'merge.gitcrq.driver'])).toContain('merge-driver %O %A %B %P %L');
  const set = config();
  await change(planSet);
  expect(config()).toBe(set);
  await change(planNoSet);
  expect(config()).toBe(before);
});
