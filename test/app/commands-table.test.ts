/** The generated table is what the files in commands/ say. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../house/sources.ts';

let copy = '';
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'gitcrq-table-'));
  for (const name of ['src', 'scripts', 'package.json'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

const generate = (at: string, ...args: readonly string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [join(at, 'scripts/commands.ts'), ...args], {
    encoding: 'utf8',
  });
  return { status, stderr };
};

const write = (path: string, body: string): void => {
  mkdirSync(join(copy, 'commands/say'), { recursive: true });
  const imports =
    "import { GitcrqCommand } from '../../src/surface/command.ts';\nimport * as Flags from '@oclif/core/flags';\n";
  writeFileSync(
    join(copy, 'commands', path),
    `${imports}void Flags;\nexport default class X extends GitcrqCommand {\n${body}\n}\n`,
  );
};
const DESCRIBED = "static summary = 'x';\nstatic examples = ['x'];\n";

test('in this repository it is not stale', () => expect(generate(ROOT, '--check')).toEqual({ status: 0, stderr: '' }));

test('names every command and alias, sorted, with what the router must know', () => {
  write(
    'say/echo.ts',
    `${DESCRIBED}static aliases = ['again'];\nstatic tail = 'dashdash';\nstatic flags = { to: Flags.string({ char: 't' }), on: Flags.boolean() };`,
  );
  expect(generate(copy, '--check').status).toBe(1);
  expect(generate(copy).status).toBe(0);
  expect(generate(copy, '--check').status).toBe(0);
  const rest = `load: () => import('../commands/say/echo.ts'), tail: 'dashdash', valueFlags: ["--to","-t"] }`;
  const table = readFileSync(join(copy, 'src/commands.gen.ts'), 'utf8');
  expect(table).toContain(`  { id: "again", aliasOf: "say echo", ${rest},\n  { id: "say echo", ${rest},\n`);
});

test.each([
  ['has no summary', ''],
  ['has no examples', "static summary = 'x';"],
  ['--a would swallow arguments', `${DESCRIBED}static flags = { a: Flags.string({ multiple: true }) };`],
  ['--json is a global flag already', `${DESCRIBED}static flags = { json: Flags.boolean() };`],
  ['id would read standard input', `${DESCRIBED}static args = { id: { name: 'id' } };`],
])('a command that %s is refused', (objection, body) => {
  write('say/echo.ts', body);
  expect(generate(copy)).toEqual({ status: 1, stderr: expect.stringContaining(`commands/say/echo.ts ${objection}`) });
});
