/** The stub itself, under every POSIX shell of this machine. */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isOurs, stubFor } from '../../../src/enforce/hooks/stub.ts';
import { type Fixture, fixture } from '../../fixture.ts';
import { type Ended, installation, run } from './scene.ts';

const SHELLS = [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([program = '', ...args]) => spawnSync(program, [...args, '-c', 'exit 0']).status === 0,
);

/** A program that writes down its arguments and its input; `exit` is what it ends with. */
function recorder(path: string, exit = 0): void {
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > "$0.args"\ncat > "$0.input"\nexit ${exit}\n`);
  chmodSync(path, 0o755);
}

interface Place {
  readonly fx: Fixture;
  readonly dir: string;
  readonly stub: string;
  start(
    args: readonly string[],
    more?: { readonly env?: Readonly<Record<string, string>>; readonly input?: string | Uint8Array },
  ): Ended;
}

/** A stub in a directory whose name needs quoting, with recorders in the places of node and gitcrq. */
function place(shell: readonly string[], name: 'commit-msg' | 'pre-push'): Place {
  const fx = fixture();
  const dir = join(fx.root, `it's "odd" $HOME`);
  mkdirSync(join(dir, 'path'), { recursive: true });
  const stub = join(dir, name);
  writeFileSync(stub, stubFor(name, { ...installation, node: join(dir, 'node'), bin: join(dir, 'bin.js') }), {
    mode: 0o755,
  });
  const [program = 'sh', ...args] = shell;
  return { fx, dir, stub, start: (words, more = {}) => run(fx, program, [...args, stub, ...words], more) };
}

const LINES = `refs/heads/a ${'1'.repeat(40)} refs/heads/a ${'0'.repeat(40)}\nmain@{1 day ago} ${'2'.repeat(40)} refs/heads/\\n%s ${'0'.repeat(40)}\n\n\n`;

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('%s', (_name, shell) => {
  test('starts the pinned program with the very words', () => {
    const { dir, fx, start } = place(shell, 'commit-msg');
    recorder(join(dir, 'node'));
    writeFileSync(join(dir, 'bin.js'), '');
    expect(start(['a b', "c'd", '', '*', '-n']).code).toBe(0);
    expect(fx.read('node.args', dir)).toBe(`${join(dir, 'bin.js')}\nhook\ncommit-msg\na b\nc'd\n\n*\n-n\n`);
  });

  test('falls back to the PATH, and without either warns and passes', () => {
    const { dir, fx, start } = place(shell, 'commit-msg');
    const alone = start(['file']);
    expect([alone.code, alone.err.startsWith('warning: gitcrq is neither')]).toEqual([0, true]);
    recorder(join(dir, 'path', 'gitcrq'), 1);
    expect(start(['file'], { env: { PATH: `${join(dir, 'path')}:${process.env['PATH']}` } }).code).toBe(1);
    expect(fx.read('path/gitcrq.args', dir)).toBe('hook\ncommit-msg\nfile\n');
  });

  test('runs the kept hook first, and its refusal is final', () => {
    const { dir, fx, stub, start } = place(shell, 'commit-msg');
    recorder(join(dir, 'node'));
    writeFileSync(join(dir, 'bin.js'), '');
    recorder(`${stub}.before-gitcrq`, 7);
    expect(start(['x y']).code).toBe(7);
    expect(fx.read('commit-msg.before-gitcrq.args', dir)).toBe('x y\n');
    expect(() => fx.read('node.args', dir)).toThrow();
    recorder(`${stub}.before-gitcrq`, 0);
    recorder(join(dir, 'node'), 1);
    expect(start(['x y']).code).toBe(1);
  });

  test('a kept hook that was not executable stays asleep', () => {
    const { stub, start } = place(shell, 'commit-msg');
    recorder(`${stub}.before-gitcrq`, 7);
    chmodSync(`${stub}.before-gitcrq`, 0o644);
    expect(start(['x'], { env: { GITCRQ: '0' } }).code).toBe(0);
  });

  test('GITCRQ=0 skips ours and still runs the kept one', () => {
    const { dir, fx, stub, start } = place(shell, 'pre-push');
    recorder(join(dir, 'node'), 1);
    writeFileSync(join(dir, 'bin.js'), '');
    recorder(`${stub}.before-gitcrq`, 0);
    expect(start(['origin'], { env: { GITCRQ: '0' }, input: LINES }).code).toBe(0);
    expect(fx.read('pre-push.before-gitcrq.input', dir)).toBe(LINES);
    recorder(`${stub}.before-gitcrq`, 3);
    expect(start(['origin'], { env: { GITCRQ: '0' } }).code).toBe(3);
  });

  test.each([
    ['lines', LINES],
    ['no line end', 'a b c d'],
    ['nothing', ''],
    ['bytes that are no text', '\xff\xfe\x80\n'],
    ['many', LINES.repeat(5000)],
  ])('pre-push gives both hooks its input byte for byte: %s', (_what, text) => {
    const { dir, fx, stub, start } = place(shell, 'pre-push');
    recorder(join(dir, 'node'));
    writeFileSync(join(dir, 'bin.js'), '');
    recorder(`${stub}.before-gitcrq`);
    expect(start(['origin', 'url'], { input: Buffer.from(text, 'latin1') })).toMatchObject({ code: 0, err: '' });
    for (const name of ['node.input', 'pre-push.before-gitcrq.input'])
      expect(Buffer.from(fx.read(name, dir)).equals(Buffer.from(Buffer.from(text, 'latin1').toString('utf8')))).toBe(
        true,
      );
  });

  test('a kept pre-push that reads nothing is no failure', () => {
    const { dir, stub, start } = place(shell, 'pre-push');
    recorder(join(dir, 'node'));
    writeFileSync(join(dir, 'bin.js'), '');
    writeFileSync(`${stub}.before-gitcrq`, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    expect(start(['origin'], { input: LINES.repeat(5000) })).toMatchObject({ code: 0, err: '' });
  });
});

test('a stub knows itself', () => {
  expect(isOurs(stubFor('pre-push', installation))).toBe(true);
  expect(isOurs('#!/bin/sh\ngitcrq hook pre-push "$@"\n')).toBe(false);
});
