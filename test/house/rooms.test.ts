/**
 * dependency-cruiser must see a violation. It passes everything in silence when it cannot read the sources (a newer
 * TypeScript is enough), so each kind is planted in a copy and has to turn it red.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from './sources.ts';

let copy = '';

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'gitcrq-rooms-'));
  for (const name of ['src', 'commands', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

const plant = (path: string, text: string): void => {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
};

/** The names of the broken rules, once each. A run that read nothing is no run. */
function broken(): readonly string[] {
  const script = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [script, 'src', 'commands', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect(stdout).toMatch(/\d{2,} modules, \d{2,} dependencies cruised/u);
  return [...new Set([...stdout.matchAll(/error ([a-z-]+):/gu)].map(([, rule = '']) => rule))];
}

test('the house as it is keeps its rules', () => expect(broken()).toEqual([]));

describe('a planted violation is seen:', () => {
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['an import from a room below', 'rooms-domain', { 'src/domain/planted.ts': "import '../app/route.ts';\n" }],
    [
      'an import of a type from a room below',
      'rooms-sys',
      { 'src/sys/planted.ts': "export type { Globals } from '../app/globals.ts';\n" },
    ],
    ['a cycle', 'no-cycle', { 'src/git/a.ts': "import './b.ts';\n", 'src/git/b.ts': "import './a.ts';\n" }],
    ['an I/O module in a room without I/O', 'io-in-its-rooms', { 'src/store/planted.ts': "import 'node:fs';\n" }],
    [
      'an I/O module in a command',
      'io-in-its-rooms',
      { 'commands/planted.ts': "import { spawn } from 'node:child_process';\nspawn('x');\n" },
    ],
    ['a file read in git/', 'git-only-starts-git', { 'src/git/planted.ts': "import 'node:fs/promises';\n" }],
    ['a built-in module in domain/', 'domain-is-pure', { 'src/domain/planted.ts': "import 'node:path';\n" }],
    ['zod in domain/', 'domain-is-pure', { 'src/domain/planted.ts': "import 'zod';\n" }],
    [
      'a room nobody put in order',
      'rooms-known',
      { 'src/attic/a.ts': "import './b.ts';\n", 'src/attic/b.ts': 'export {};\n' },
    ],
    [
      'a command used by a room',
      'commands-are-leaves',
      { 'commands/planted.ts': 'export {};\n', 'src/app/planted.ts': "import '../../commands/planted.ts';\n" },
    ],
    ['the entry used by a room', 'entry-is-outermost', { 'src/surface/planted.ts': "import '../main.ts';\n" }],
    ['an import that leads nowhere', 'resolvable', { 'src/sys/planted.ts': "import './gone.ts';\n" }],
  ])('%s', (_name, rule, files) => {
    for (const [path, text] of Object.entries(files)) plant(path, text);
    expect(broken()).toContain(rule);
  });
});
