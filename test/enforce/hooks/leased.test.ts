/** prepare-commit-msg warns of files that others lease, and asks Node only where one of them is in the commit. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CompiledLease, storeLeases } from '../../../src/coord/lease-compiled.ts';
import type { Fixture } from '../../fixture.ts';
import { git, hooked, stage } from './scene.ts';

const OTHERS: CompiledLease = {
  place: '-',
  type: 'glob',
  key: 'src/**',
  holder: 'bob',
  session: 'tree-1',
  machine: 'elsewhere/1',
  lapses_ms: 0,
};

/** The clone with these leases, and a count of how often Node was asked. */
async function leased(
  leases: readonly CompiledLease[],
): Promise<{ fx: Fixture; asked: () => number; commit: typeof git }> {
  const fx = await hooked();
  const stub = join(fx.clone, '.git', 'hooks', 'prepare-commit-msg');
  const log = join(fx.root, 'asked');
  writeFileSync(log, '');
  const text = readFileSync(stub, 'utf8').replace('gitcrq_ask() {', `gitcrq_ask() {\n  echo asked >>'${log}'`);
  writeFileSync(stub, text);
  storeLeases(fx.ports().files, join(fx.clone, '.git'), leases);
  return { fx, asked: () => readFileSync(log, 'utf8').split('\n').length - 1, commit: git };
}

const work = (fx: Fixture, path: string): { readonly code: number | null; readonly err: string } => {
  stage(fx, path, `${Math.random()}`);
  return git(fx, ['commit', '-m', `Change ${path}`], { env: { GIT_EDITOR: ':' } });
};

test('what another holds is warned of, and committed', async () => {
  const { fx } = await leased([OTHERS, { ...OTHERS, type: 'file', key: 'a[1]*.txt', holder: 'eve' }]);
  expect(work(fx, 'src/deep/a.ts')).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^warning .*src\/deep\/a\.ts: bob \(session tree-1\) holds src\/\*\*/m),
  });
  expect(work(fx, 'a[1]*.txt').err).toContain('eve');
  expect(work(fx, 'a1b.txt').err).not.toContain('eve');
});

test('a name that holds a line break stays one line of the warning', async () => {
  const { fx } = await leased([{ ...OTHERS, key: '*\n*' }]);
  expect(work(fx, 'a\nerror FORGED').err).toContain('a\\nerror FORGED: bob (session tree-1) holds *\\n*');
});

test('where nothing of it is in the commit, the stub knows so itself', async () => {
  const { fx, asked } = await leased([OTHERS, { ...OTHERS, place: '.git||', key: '**' }]);
  work(fx, 'docs/a.md');
  const before = asked();
  expect(work(fx, 'docs/b.md').err).not.toContain('holds');
  expect(asked()).toBe(before);
  expect(work(fx, 'src/a.ts').err).toContain('bob');
  expect(asked()).toBe(before + 1);
});

test('what the command of a lease commits is its own, as is what its checkout holds', async () => {
  const { fx, asked } = await leased([
    { ...OTHERS, place: '.git|run-1|' },
    { ...OTHERS, place: '.git||', key: '**' },
  ]);
  const commit = (path: string, env: Record<string, string>): string => {
    stage(fx, path, path);
    return git(fx, ['commit', '-m', `Change ${path}`], { env: { GIT_EDITOR: ':', ...env } }).err;
  };
  commit('docs/a.md', {});
  const before = asked();
  expect(commit('src/a.ts', { GITCRQ_SESSION: 'run-1' })).not.toContain('holds');
  expect(asked()).toBe(before);
  expect(commit('src/b.ts', { GITCRQ_SESSION: 'run-2' })).toContain('holds src/**');
});

test('a lease that lapsed is warned of no more, and not looked for again', async () => {
  const { host, boot } = (await hooked()).ports().processes.self();
  const { fx, asked } = await leased([{ ...OTHERS, machine: `${host}/${boot}`, lapses_ms: 1 }]);
  work(fx, 'docs/a.md');
  expect(work(fx, 'src/a.ts').err).not.toContain('holds');
  const before = asked();
  work(fx, 'src/b.ts');
  expect(asked()).toBe(before);
});

test.each<[string, CompiledLease]>([
  ['a line end', { ...OTHERS, type: 'file', key: 'odd\nname' }],
  ['a tab', { ...OTHERS, type: 'file', key: 'odd\tname' }],
])('a name with %s is found by Node', async (_what, lease) => {
  const { fx } = await leased([lease]);
  expect(work(fx, lease.key)).toMatchObject({ code: 0, err: expect.stringContaining('bob') });
  expect(work(fx, 'other').err).not.toContain('bob');
});

test('files with garbage stop no commit', async () => {
  const { fx } = await leased([OTHERS]);
  for (const [name, text] of [
    ['leases.json', '[1, null, {"key": 3}]'],
    ['leases.json', '\0\xff{'],
    ['leases.paths', '\0\xff\n\t\t\n--output=x\n'],
  ] as const) {
    writeFileSync(join(fx.clone, '.git', 'gitcrq', name), text, 'latin1');
    expect(work(fx, 'src/a.ts')).toMatchObject({ code: 0 });
  }
});
