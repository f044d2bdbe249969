/** A program of the user's own becomes a command by its name on PATH. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Fixture, fixture } from '../fixture.ts';
import { type Ended, envelope, gitcrq } from './run.ts';

/** A repository with `gitcrq-NAME` on its PATH. */
function withProgram(
  name: string,
  text: string,
  mode = 0o755,
): { at: Fixture; run: (argv: readonly string[]) => Ended } {
  const at = fixture();
  const programs = join(at.root, 'programs');
  mkdirSync(programs);
  writeFileSync(join(programs, `gitcrq-${name}`), text, { mode });
  return { at, run: (argv) => gitcrq(at, argv, { env: { PATH: `${programs}:${at.env['PATH']}` } }) };
}

const ECHO = '#!/bin/sh\npwd\nprintf "<%s>\\n" "$@"\nexit 7\n';

describe('gitcrq-NAME on PATH', () => {
  test('gets its words untouched, and its exit code is the answer', () => {
    const { at, run } = withProgram('hello', ECHO);
    const said = run(['hello', '--flag=x', '', '--', "it's", '$HOME', '--json']);
    expect([said.code, said.out]).toEqual([7, `${at.clone}\n<--flag=x>\n<>\n<-->\n<it's>\n<$HOME>\n<--json>\n`]);
  });

  test('works in the directory of -C, and is handed what asks for JSON', () => {
    const { at, run } = withProgram('hello', ECHO);
    at.write('deep/file', 'x');
    expect(run(['--json', '-C', 'deep', 'hello', 'a']).out).toBe(`${at.clone}/deep\n<--json>\n<a>\n`);
  });

  test('never takes the place of a command of ours', () => {
    const { run } = withProgram('status', '#!/bin/sh\necho mine\n');
    expect(run(['status']).out).not.toContain('mine');
  });

  test('is in the list of commands, unless it cannot be run or has a name of ours', () => {
    const { at, run } = withProgram('hello', ECHO);
    at.write('programs/gitcrq-crq', ECHO, at.root);
    at.write('programs/gitcrq-plain', ECHO, at.root);
    chmodSync(join(at.root, 'programs', 'gitcrq-crq'), 0o755);
    symlinkSync('/nowhere', join(at.root, 'programs', 'gitcrq-gone'));
    expect(run(['gone']).code).toBe(2);
    const { out } = run(['--help']);
    expect(out).toMatch(/^PROGRAMS ON PATH\n +hello +runs gitcrq-hello$/m);
    expect(out).not.toMatch(/gitcrq-(?:crq|gone|plain)/);
    expect(gitcrq(at, ['--help']).out).not.toContain('PROGRAMS');
  });

  test('that died of a signal ends with 128 and its number', () => {
    const { run } = withProgram('dies', '#!/bin/sh\nkill -TERM $$\n');
    expect(run(['dies']).code).toBe(143);
  });

  test.each([
    ['no exec bit', 'hello', 0o644, 2, 'UNKNOWN_COMMAND'],
    ['an interpreter that is not there', 'hello', 0o755, 3, 'PROGRAM_FAILED'],
  ])('with %s is refused', (_, name, mode, exit, code) => {
    const { run } = withProgram(name, '#!/nowhere/sh\n', mode);
    expect(envelope(run(['--json', name]))).toMatchObject({ exit, error: { code } });
  });

  test('is not looked for where the user stands, nor by a path', () => {
    const at = fixture();
    at.write('gitcrq-here', '#!/bin/sh\necho caught\n');
    at.git(['update-index', '--add', '--chmod=+x', 'gitcrq-here']);
    at.git(['checkout', '--', 'gitcrq-here']);
    for (const name of ['here', './gitcrq-here', '../clone/here'])
      expect(envelope(gitcrq(at, ['--json', name], { env: { PATH: `.::${at.env['PATH']}` } }))).toMatchObject({
        error: { code: 'UNKNOWN_COMMAND' },
      });
  });
});
