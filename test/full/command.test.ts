/** The contract of every command: streams, envelope, exit codes. Each test starts a process. */
import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bareEnv, document, script, start } from '../surface/start.ts';

const failed = (exit: number, code: string) => ({ schemaVersion: 1, ok: false, exit, error: { code } });

describe('an answer', () => {
  test('is data on stdout and talk on stderr', () => {
    expect(start(['say', 'echo', 'hi', '-C', '/'])).toEqual({ code: 0, out: 'hi good\n', err: 'a note\na remark\n' });
  });

  test('is one document with --json, wherever the flag stands', () => {
    for (const argv of [
      ['--json', 'say', 'echo', 'a', '-C', '/'],
      ['-C', '/', 'say', '--json', 'echo', 'a'],
      ['--cwd=/', 'say', 'echo', 'a', '--json'],
    ]) {
      expect(document(start(argv))).toEqual({
        schemaVersion: 1,
        ok: true,
        exit: 0,
        data: { first: 'a', dryRun: false, cwd: '/' },
      });
    }
  });

  test('may be negative: exit 1, still ok', () => {
    const ended = start(['say', 'echo', 'no', '--json']);
    expect(ended.code).toBe(1);
    expect(document(ended)).toMatchObject({ ok: true, exit: 1 });
  });

  test('keeps repeated words in order and takes words behind -- as arguments', () => {
    const ended = start(['say', 'echo', 'a', 'b', 'a', '-m', 'x', 'b', '-m', 'y', '--json', '--', '--json', '-m', 'a']);
    expect(document(ended)).toMatchObject({
      data: { first: 'a', others: ['b', 'a', 'b', '--json', '-m', 'a'], label: ['x', 'y'] },
    });
  });

  test('says less with --quiet and more with --verbose', () => {
    expect(start(['say', 'echo', 'a', '-q']).err).toBe('');
    expect(start(['-v', 'say', 'echo', 'a']).err).toBe('a note\na detail\na remark\n');
  });

  test('directories are taken one from the other, and must be there', () => {
    expect(document(start(['-C', '/usr', 'say', 'echo', 'a', '-C', 'bin', '--json']))).toMatchObject({
      data: { cwd: '/usr/bin' },
    });
    expect(document(start(['-C', '/nope', 'say', 'echo', 'a', '--json']))).toMatchObject(failed(4, 'CWD_NOT_FOUND'));
  });

  test('is whole however long it is, and its reader may go away', async () => {
    expect(start(['fail', 'long']).out).toHaveLength(1_000_000);
    const child = spawn('sh', ['-c', `"$0" "$1" fail long | head -n 1; echo "$?"`, process.execPath, script('bin')], {
      env: bareEnv(),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    await new Promise((resolve) => child.once('close', resolve));
    expect({ out: String(Buffer.concat(out)), err: String(Buffer.concat(err)) }).toEqual({ out: 'line\n0\n', err: '' });
  });
});

describe('a failure', () => {
  test('is said in three kinds of lines, without foreign control characters', () => {
    const err = 'error NO_LUCK: bad\\x1b[2Jtitle\nwhy: It was not your day.\nnext: gitcrq again\n';
    expect(start(['fail', 'refused'])).toEqual({ code: 6, out: '', err });
  });

  test('is one document with --json', () => {
    const error = {
      code: 'NO_LUCK',
      message: 'bad\u001b[2Jtitle',
      why: 'It was not your day.',
      next: ['gitcrq again'],
    };
    expect(document(start(['fail', 'refused', '--json']))).toEqual({ schemaVersion: 1, ok: false, exit: 6, error });
  });

  test.each([
    ['an unknown flag', ['say', 'echo', 'a', '--jsn', '--json'], 'there is no flag --jsn; did you mean --json?'],
    ['a missing argument', ['say', 'echo', '--json'], 'missing: FIRST (The first word.)'],
    ['a flag without its value', ['pass', '--json', '--pane'], 'Flag --pane expects a value'],
    ['one argument too many', ['fail', 'refused', 'more', '--json'], 'Unexpected argument: more'],
    ['an unknown flag before the command', ['--nope', 'fail', '--json'], 'there is no flag --nope before a command'],
    ['a directory that was not given', ['--json', '--cwd'], '--cwd needs a directory'],
  ])('of usage: %s', (_name, argv, message) => {
    const ended = start(argv);
    expect(ended.code).toBe(2);
    expect(document(ended)).toMatchObject({
      ...failed(2, 'USAGE'),
      error: { message, next: [expect.stringMatching(/^gitcrq .*--help$/u)] },
    });
  });

  test('of usage is shown to people, too', () => {
    const err =
      'error USAGE: there is no flag --nope\nwhy: The command was not called the way it is declared.\nnext: gitcrq fail --help\n';
    expect(start(['fail', 'refused', '--nope'])).toEqual({ code: 2, out: '', err });
  });

  test('of usage is all there is on stderr, whatever NODE_ENV says', () => {
    for (const NODE_ENV of ['test', 'development']) expect(start(['fail', '--json'], { NODE_ENV }).err).toBe('');
  });

  test('for an unknown command names near ones', () => {
    const next = ['gitcrq say echo', 'gitcrq --help'];
    expect(document(start(['say', 'ecoh', '--json']))).toMatchObject({
      ...failed(2, 'UNKNOWN_COMMAND'),
      error: { next },
    });
    expect(start(['psas'])).toMatchObject({ code: 2, out: '' });
  });

  test('that is a bug asks for a report and keeps its stack for --verbose', () => {
    const ended = start(['fail', 'bug', '--json']);
    expect(ended).toMatchObject({ code: 70, err: '' });
    expect(document(ended)).toMatchObject({
      ...failed(70, 'BUG'),
      error: { message: 'TypeError: x is undefined', why: expect.stringContaining('report') },
    });
    expect(start(['fail', 'bug', '--json', '-v']).err).toContain('fail.ts:');
  });

  test('of the system is no bug', () => {
    expect(document(start(['fail', 'system', '--json']))).toMatchObject(failed(3, 'SYSTEM_REFUSED'));
  });

  test.runIf(process.platform === 'linux')('to write the answer is not taken for success', () => {
    const ended = spawn('sh', ['-c', `"$0" "$1" say echo a > /dev/full`, process.execPath, script('bin')], {
      env: bareEnv(),
    });
    return expect(new Promise((resolve) => ended.once('close', resolve))).resolves.toBe(3);
  });

  test('by Ctrl-C exits 130 with one document', async () => {
    const child = spawn(process.execPath, [script('bin'), 'fail', 'wait', '--json'], { env: bareEnv() });
    const out: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.once('data', () => child.kill('SIGINT'));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, answer: JSON.parse(String(Buffer.concat(out))) }).toMatchObject({
      code: 130,
      answer: failed(130, 'INTERRUPTED'),
    });
  });
});

describe('colours', () => {
  const coloured = '\u001b[36mhi\u001b[39m \u001b[1m\u001b[32mgood\u001b[39m\u001b[22m\n';

  test('come with FORCE_COLOR and go with --no-color, NO_COLOR and without a terminal', () => {
    const argv = ['say', 'echo', 'hi'];
    expect(start(argv, { FORCE_COLOR: '1' }).out).toBe(coloured);
    expect(start([...argv, '--no-color'], { FORCE_COLOR: '1' }).out).toBe('hi good\n');
    expect(start(argv, { NO_COLOR: '1' }).out).toBe('hi good\n');
    expect(start(argv).out).toBe('hi good\n');
  });
});

describe('help and version', () => {
  test('the root page groups what there is', () => {
    const { code, out } = start([]);
    expect(code).toBe(0);
    expect(out).toMatch(/More\n +fail +Fail\.\n +pass +Pass words on\.\n +say echo +Say what was given\./u);
  });

  test('a command shows its examples first', () => {
    for (const argv of [
      ['help', 'say', 'echo'],
      ['say', 'echo', '--help'],
      ['say', 'echo', 'a', '-h'],
      ['--help', 'repeat'],
    ]) {
      const { code, out } = start(argv);
      expect(code).toBe(0);
      expect(out.indexOf('EXAMPLES')).toBeGreaterThan(0);
      expect(out.indexOf('EXAMPLES')).toBeLessThan(out.indexOf('USAGE'));
    }
  });

  test('a topic alone shows its commands', () => {
    expect(start(['say'])).toMatchObject({ code: 0, out: expect.stringContaining('say echo') });
  });

  test('both are documents with --json', () => {
    expect(document(start(['say', 'echo', '--help', '--json']))).toMatchObject({
      ok: true,
      data: { text: expect.stringContaining('EXAMPLES') },
    });
    expect(document(start(['--version', '--json']))).toEqual({
      schemaVersion: 1,
      ok: true,
      exit: 0,
      data: { version: '9.9.9' },
    });
    expect(start(['--version', '-q']).out).toBe('9.9.9\n');
  });

  test("a child's --help is the child's", () => {
    expect(document(start(['--json', 'pass', 'tool', '--help']))).toMatchObject({ data: { tail: ['tool', '--help'] } });
  });
});
