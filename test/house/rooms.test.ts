/**
 * dependency-cruiser must see a violation. It passes everything in silence when it cannot read the sources (a newer
 * TypeScript is enough), so each kind is planted in a copy and has to turn it red: all of them at once, and each has to be
 * found in its own file.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './sources.ts';

/** What is planted, the rule it breaks, and the files, of which the first is at fault; none may be there already. */
const PLANTED: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['an import from a room below', 'rooms-domain', { 'src/domain/below.ts': "import '../app/route.ts';\n" }],
  [
    'an import of a type from a room below',
    'rooms-sys',
    { 'src/sys/type.ts': "export type { Globals } from '../app/globals.ts';\n" },
  ],
  ['a cycle', 'no-cycle', { 'src/git/a.ts': "import './b.ts';\n", 'src/git/b.ts': "import './a.ts';\n" }],
  ['an I/O module in a room without I/O', 'io-in-its-rooms', { 'src/store/io.ts': "import 'node:fs';\n" }],
  [
    'an I/O module in a command',
    'io-in-its-rooms',
    { 'commands/io.ts': "import { spawn } from 'node:child_process';\nspawn('x');\n" },
  ],
  ['a file read in git/', 'git-only-starts-git', { 'src/git/read.ts': "import 'node:fs/promises';\n" }],
  ['a built-in module in domain/', 'domain-is-pure', { 'src/domain/builtin.ts': "import 'node:path';\n" }],
  ['zod in domain/', 'domain-is-pure', { 'src/domain/schema.ts': "import 'zod';\n" }],
  [
    'a room nobody put in order',
    'rooms-known',
    { 'src/attic/a.ts': "import './b.ts';\n", 'src/attic/b.ts': 'export {};\n' },
  ],
  [
    'a command used by a room',
    'commands-are-leaves',
    { 'src/app/leaf.ts': "import '../../commands/leaf.ts';\n", 'commands/leaf.ts': 'export {};\n' },
  ],
  ['the entry used by a room', 'entry-is-outermost', { 'src/surface/outermost.ts': "import '../main.ts';\n" }],
  ['an import that leads nowhere', 'resolvable', { 'src/sys/nowhere.ts': "import './gone.ts';\n" }],
];

let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'gitcrq-rooms-'));
  for (const name of ['src', 'commands', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Each violation as `rule: file`. A run that read nothing is no run. */
function violations(): readonly string[] {
  const script = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [script, 'src', 'commands', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect(stdout).toMatch(/\d{2,} modules, \d{2,} dependencies cruised/u);
  return [...stdout.matchAll(/error ([a-z-]+): (\S+?)(?= →|\s)/gu)].map(
    ([, rule = '', file = '']) => `${rule}: ${file}`,
  );
}

test('the house as it is keeps its rules', () => expect(violations()).toEqual([]));

describe('a planted violation is seen:', () => {
  let seen: readonly string[] = [];

  beforeAll(() => {
    for (const [path, text] of PLANTED.flatMap(([, , files]) => Object.entries(files))) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text, { flag: 'wx' });
    }
    seen = violations();
  });

  test.each(PLANTED)('%s', (_name, rule, files) => {
    const [file = ''] = Object.keys(files);
    expect(seen).toContain(`${rule}: ${file}`);
  });
});
