/** init on a repository that has a history and no policy: what it finds, what it writes, and what follows from that. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { change } from '../../src/app/change.ts';
import { inClone } from '../../src/app/clone.ts';
import { HOOKS } from '../../src/app/hook-handlers.ts';
import { type Initialised, planInit } from '../../src/app/init/plan.ts';
import { installation } from '../../src/app/package-root.ts';
import { branchList } from '../../src/crq/branch-list.ts';
import { unwrap } from '../../src/domain/result.ts';
import { runHook } from '../../src/enforce/hooks/run.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { answer } from '../cli/run.ts';
import { check, codeOf, change as commitFile, rulesOf } from '../enforce/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';
import { needs } from '../needs.ts';

/** A repository on `branch` with one commit and no trace of gitcrq. */
function old(branch = 'main', files: Readonly<Record<string, string>> = {}): Fixture {
  const fx = fixture({ remote: false });
  fx.git(['switch', '--quiet', '--orphan', 'before']);
  fx.git(['branch', '--quiet', '-D', 'main']);
  for (const [path, text] of Object.entries(files)) fx.write(path, text);
  commitFile(fx, 'a', '1', 'Start');
  fx.git(['branch', '--quiet', '-M', branch]);
  return fx;
}

const WORDS = { here: false, prefix: null };

async function init(fx: Fixture, words: Partial<typeof WORDS> | { prefix: string } = {}): Promise<Initialised> {
  const ports = fx.ports();
  const outcome = await change(ports, 'init', { dryRun: false, adopted: false }, ({ repo, basis }) =>
    planInit(repo, basis, { ...WORDS, ...words }, installation(nodeFiles)),
  );
  return outcome.answer as Initialised; // the planner's own
}

const policy = (fx: Fixture): string => fx.git(['show', 'gitcrq/adopt:gitcrq.yaml']);

test.each(['main', 'master', 'trunk', 'develop', 'odd'])('the base is found: %s', async (base) => {
  const fx = old(base);
  expect(await init(fx)).toMatchObject({ base, adoption: { id: 'CRQ-1', branch: 'gitcrq/adopt' } });
  expect(policy(fx)).toContain(`\n  base: [${base}]\n`);
  expect(policy(fx)).toContain(`\n  protected: [${base}]`);
  expect(fx.git(['rev-list', '--count', `${base}..gitcrq/adopt`])).toBe('1');
  expect(await init(fx)).toMatchObject({
    adoption: null,
    hooks: [],
    found: expect.arrayContaining([expect.stringContaining('waits to be merged')]),
  });
});

test("the remote's own default branch outweighs a usual name", async () => {
  const fx = fixture();
  fx.git(['switch', '--quiet', '--orphan', 'next']);
  commitFile(fx, 'a', '1', 'Start');
  fx.git(['push', '--quiet', '--force', 'origin', 'next', 'next:main']);
  fx.git(['branch', '--quiet', '-D', 'main']);
  fx.git(['remote', 'set-head', 'origin', 'next']);
  expect((await init(fx)).base).toBe('next');
});

test('attributes that are there stay; records get one line, which says nothing of their comments, and a driver', async () => {
  const fx = old('main', { '.gitattributes': '*.png binary' });
  await init(fx);
  expect(fx.git(['show', 'gitcrq/adopt:.gitattributes'])).toBe('*.png binary\ncrqs/*.md merge=gitcrq');
  fx.git(['merge', '--quiet', 'gitcrq/adopt']);
  const asked = fx.git(['check-attr', 'merge', 'crqs/CRQ-1.md', 'crqs/CRQ-1/comments/a.md', 'docs/crqs/b.md']);
  expect(asked.split('\n').map((line) => line.split(': ').at(-1))).toEqual(['gitcrq', 'unspecified', 'unspecified']);
  const config = fx.git(['config', '--local', '--list']);
  expect(config).toContain('\nmerge.gitcrq.driver=');
  await init(fx);
  expect(fx.git(['config', '--local', '--list'])).toBe(config);
});

describe('id keys', () => {
  const shop = (): Fixture => {
    const fx = old();
    for (const n of [1, 2, 7]) commitFile(fx, 'a', `${n}1`, `SHOP-${n}: Work`);
    return fx;
  };

  test('are read as links, and new ids are of our own key', async () => {
    const fx = shop();
    expect((await init(fx)).found.join('\n')).toContain('SHOP (leads 3 of the last 1,000 subjects); new ids are CRQ-1');
    expect(policy(fx)).toContain('\n  prefixes: [CRQ, SHOP]\n');
  });

  test('chosen for new ids, go on above the highest of the history', async () => {
    const fx = shop();
    expect((await init(fx, { prefix: 'SHOP' })).adoption).toMatchObject({ id: 'SHOP-8' });
    expect(policy(fx)).toContain('\n  prefixes: [SHOP]\n');
  });

  test('without a record behind them leave the commit to the request of the branch', async () => {
    const fx = shop();
    await init(fx);
    fx.git(['merge', '--quiet', 'gitcrq/adopt']);
    fx.git(['switch', '--quiet', '--create', 'feature/CRQ-2-more']);
    commitFile(fx, 'crqs/CRQ-2.md', crqText('CRQ-2'), 'Open CRQ-2\n\nCRQ: CRQ-2');
    fx.git(['commit', '--quiet', '--allow-empty', '-m', 'SHOP-9: Go on']);
    expect(fx.git(['log', '-1', '--format=%B'])).toBe('SHOP-9: Go on\n\nCRQ: CRQ-2\n');
  });

  test('of a wrong form are refused', async () => {
    expect(await codeOf(init(old(), { prefix: 'shop' }))).toBe('ID_INVALID');
  });
});

const npm = (test: string): string => JSON.stringify({ scripts: { test } });

test.each<[string, Readonly<Record<string, string>>]>([
  ['npm ci && npm test', { 'package.json': npm('vitest'), 'package-lock.json': '{}' }],
  ['npm install && npm test', { 'package.json': npm('vitest') }],
  ['make test', { 'package.json': npm('echo "Error: no test specified" && exit 1'), Makefile: 'all:\n\ntest: all\n' }],
  ['cargo test', { 'Cargo.toml': '', Makefile: 'test := 1\n' }],
  ['go test ./...', { 'go.mod': '', 'package.json': 'no json' }],
  ['python -m pytest', { 'pyproject.toml': '[tool.pytest.ini_options]\n' }],
])('the test command is found, and only suggested: %s', async (command, files) => {
  const fx = old('main', files);
  expect((await init(fx)).found.join('\n')).toContain(`test command: ${command} (`);
  expect(policy(fx)).toContain(`#   test: ${JSON.stringify(command)}`);
  fx.git(['switch', '--quiet', 'gitcrq/adopt']);
  expect(policy(fx)).not.toMatch(/^merge:/m);
});

test.each([
  ['lefthook.yml', 'run: gitcrq hook commit-msg {0}'],
  ['.husky/pre-commit', '"gitcrq doctor --fix" puts a line into .husky/commit-msg'],
  ['.pre-commit-config.yaml', 'nothing to do'],
])('another hook manager is named with what makes it call gitcrq: %s', async (file, said) => {
  const fx = old('main', { [file]: '' });
  const { found, hooked } = await init(fx);
  expect(hooked).toBe(true);
  expect(found.join('\n')).toContain(said);
});

test('core.hooksPath is left as it is: the hooks there call gitcrq', async () => {
  const fx = old();
  fx.git(['config', 'core.hooksPath', '.hooks']);
  const { found, hooked, hooks } = await init(fx);
  expect([hooked, hooks]).toEqual([true, expect.arrayContaining([join(fx.clone, '.hooks', 'commit-msg')])]);
  expect(found).toContain(`changed, and to be committed if git tracks it: ${join(fx.clone, '.hooks', 'commit-msg')}`);
  expect(fx.git(['config', 'core.hooksPath'])).toBe('.hooks');
});

test('where no hook can be put, that is said, and the rest of the set-up goes on', async () => {
  const fx = old();
  fx.git(['config', 'core.hooksPath', '/dev/null']);
  const { found, hooked, hooks, next } = await init(fx);
  expect([hooked, hooks]).toEqual([false, []]);
  expect(found.join('\n')).toContain('core.hooksPath leads to /dev/null, which can be no directory');
  expect(next.join('\n')).toContain('config --show-origin core.hooksPath');
});

test('the branch of the adoption is landed once it is merged, also by a fast-forward', async () => {
  const fx = old();
  await init(fx);
  const landed = async () => {
    const list = await inClone(fx.ports(), ({ repo, basis }) =>
      branchList(repo, basis, { stale: undefined, merged: true }),
    );
    return list.branches.map(({ name }) => name);
  };
  expect(await landed()).toEqual([]);
  fx.git(['merge', '--quiet', '--ff-only', 'gitcrq/adopt']);
  expect(await landed()).toEqual(['gitcrq/adopt']);
});

test('undo of an adoption on the current branch leaves no empty folder', async () => {
  const fx = old();
  const before = readdirSync(fx.clone);
  answer(fx, ['init', '--here']);
  expect(readdirSync(fx.clone)).not.toEqual(before);
  answer(fx, ['undo']);
  expect(readdirSync(fx.clone)).toEqual(before);
});

describe('a branch forked before the adoption', () => {
  const forked = async (grace: string): Promise<Fixture> => {
    const fx = old();
    fx.git(['branch', 'side']);
    await init(fx);
    fx.git(['merge', '--quiet', 'gitcrq/adopt']);
    commitFile(
      fx,
      'gitcrq.yaml',
      fx.read('gitcrq.yaml').replace(/grace_until: .*/, `grace_until: ${grace}`),
      'Set\n\nCRQ: CRQ-1',
    );
    fx.git(['switch', '--quiet', 'side']);
    commitFile(fx, 'b', '1', 'On the side');
    return fx;
  };

  test('is not judged until the day of grace', async () => {
    const fx = await forked('2999-01-01');
    const report = await check(fx);
    expect(report.summary).toMatchObject({ before_adoption: 1, unlinked: 0 });
    expect(report.findings).toEqual([]);
  });

  test.for([
    ['2999-01-01', []],
    ['2020-01-01', ['branch/name', 'link/missing']],
  ] as const)('is so at a push, too: grace until %s', async ([grace, rules]) => {
    const fx = await forked(grace);
    const input = Buffer.from(`refs/heads/side ${fx.tip('side')} refs/heads/side ${'0'.repeat(40)}\n`);
    const verdict = unwrap(await runHook(fx.ports(), fx.clone, 'pre-push', { args: ['origin', 'x'], input }, HOOKS));
    expect(verdict.refusals.map(({ rule }) => rule)).toEqual(rules);
  });

  test('is judged from that day on, and not once it has landed', async () => {
    const fx = await forked('2020-01-01');
    const report = await check(fx);
    expect(report.summary).toMatchObject({ commits: 1, before_adoption: 0, unlinked: 1 });
    expect(rulesOf(report)).toEqual(['branch/name', 'link/missing']);
    fx.git(['switch', '--quiet', 'main']);
    fx.git(['merge', '--quiet', '--no-edit', '--no-ff', 'side']);
    expect((await check(fx, { all: true })).summary).toMatchObject({ before_adoption: 2, unlinked: 0 });
  });
});

const HISTORY = join(ROOT, '..', 'shared', 'data', 'histories', 'zookeeper.fi.gz');

test('a real history: ZooKeeper', async (context) => {
  needs(context, existsSync(HISTORY), HISTORY);
  const fx = fixture({ remote: false });
  const zk = join(fx.root, 'zk');
  fx.git(['init', '--quiet', zk], fx.root);
  execFileSync('sh', ['-c', 'zcat "$1" | git -C "$2" fast-import --quiet', 'sh', HISTORY, zk], {
    env: { ...process.env, ...fx.env },
  });
  const { found } = await init({ ...fx, ports: () => fx.ports({ cwd: zk }) });
  expect(found.join('\n')).toMatch(/id keys: ZOOKEEPER \(leads \d+ of the last 1,000 subjects\)/);
  expect(fx.git(['show', 'gitcrq/adopt:gitcrq.yaml'], zk)).toContain('\n  prefixes: [CRQ, ZOOKEEPER]\n');
  const all = await check(fx, { all: true, range: undefined }, zk);
  expect(all.findings).toEqual([]);
});
