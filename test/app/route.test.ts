/** The router: what it hoists, what it cuts, and that it never touches what belongs to a child. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_GLOBALS } from '../../src/app/globals.ts';
import { type Entry, type Route, route } from '../../src/app/route.ts';
import { NASTY, VECTORS } from './vectors.ts';

const load = async () => ({ default: null });
const table: readonly Entry[] = [
  { id: 'approve', aliasOf: 'crq approve', load },
  { id: 'crq approve', load },
  { id: 'crq list', load, valueFlags: ['--status'] },
  { id: 'lease', load, tail: 'dashdash', valueFlags: ['--ttl'] },
  { id: 'merge', load },
  { id: 'merge status', load },
  { id: 'pass', load, tail: 'first-positional', valueFlags: ['--pane', '-p'] },
  { id: 'pass list', load },
];
const to = (...argv: string[]): Route => route(argv, table);
const command = (id: string, own: string[] = [], tail: string[] = [], globals = {}): Route => ({
  kind: 'command',
  id,
  own,
  tail,
  globals: { ...NO_GLOBALS, ...globals },
});

describe('a command is found', () => {
  test('by its longest name', () => {
    expect(to('merge')).toEqual(command('merge'));
    expect(to('merge', 'status')).toEqual(command('merge status'));
    expect(to('merge', 'CRQ-1')).toEqual(command('merge', ['CRQ-1']));
    expect(to('approve', '1')).toEqual(command('approve', ['1']));
  });

  test('with the global flags before and inside its name hoisted, those behind left alone', () => {
    expect(to('--json', '-C', 'a', '--cwd=b', '-Cc', 'crq', '-q', 'list', '-v', 'x')).toEqual(
      command('crq list', ['-v', 'x'], [], { json: true, cwd: ['a', 'b', 'c'], quiet: true }),
    );
    expect(to('merge', '--no-color', '-v', 'status')).toEqual(
      command('merge status', [], [], { noColor: true, verbose: true }),
    );
    expect(to('merge', '--no-color', 'CRQ-1')).toEqual(command('merge', ['--no-color', 'CRQ-1']));
  });

  test('and --json is known before its words are parsed, but not from behind --', () => {
    expect(to('merge', 'x', '--json')).toMatchObject({ own: ['x', '--json'], globals: { json: true } });
    expect(to('merge', '--', '--json')).toMatchObject({ own: ['--', '--json'], globals: { json: false } });
    expect(to('lease', 'x', '--', '--json')).toMatchObject({ tail: ['--json'], globals: { json: false } });
  });
});

describe('the cut', () => {
  test('is at -- where the command takes a tail', () => {
    expect(to('lease', '--ttl', '--', 'x')).toEqual(command('lease', ['--ttl', '--', 'x']));
    expect(to('lease', 'a', '--ttl', '5', '--', 'make', '--', '-j')).toEqual(
      command('lease', ['a', '--ttl', '5'], ['make', '--', '-j']),
    );
  });

  test('knows which flags of the command take a value', () => {
    for (const own of [
      ['--pane', '1'],
      ['-p', '1'],
      ['-p1'],
      ['--pane=1'],
      ['-vp', '1'],
      ['-q', '-C', 'dir', '--json'],
    ]) {
      expect(to('pass', ...own, 'gemini', '--pane', '2')).toMatchObject({ own, tail: ['gemini', '--pane', '2'] });
    }
  });

  test('drops only the -- that made it', () => {
    expect(to('pass', '--pane', '1', '--', '--pane', '2')).toEqual(command('pass', ['--pane', '1'], ['--pane', '2']));
    expect(to('pass', '--', 'list')).toEqual(command('pass', [], ['list']));
    expect(to('pass', 'x', '--', 'y')).toEqual(command('pass', [], ['x', '--', 'y']));
  });
});

describe("a child's words are exact", () => {
  test(`in ${VECTORS.length} hostile vectors`, () => {
    expect(VECTORS.length).toBeGreaterThanOrEqual(250);
    for (const words of VECTORS) {
      expect(to('pass', '--', ...words)).toEqual(command('pass', [], [...words]));
      expect(to('--json', 'pass', '-p', '1', 'tool', ...words)).toEqual(
        command('pass', ['-p', '1'], ['tool', ...words], { json: true }),
      );
      expect(to('lease', 'x', '--', ...words)).toEqual(command('lease', ['x'], [...words]));
    }
  });

  test('in any mixture of them', () => {
    const word = fc.oneof(
      fc.constantFrom(...NASTY),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^--?[a-z]{1,8}(=.*)?$/u),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.boolean(), (words, json) => {
        const before = json ? ['--json'] : [];
        expect(to(...before, 'pass', '--pane', 'x', 'tool', ...words)).toEqual(
          command('pass', ['--pane', 'x'], ['tool', ...words], { json }),
        );
        expect(to(...before, 'pass', '--', ...words)).toEqual(command('pass', [], words, { json }));
      }),
      { numRuns: 1000 },
    );
  });

  test('and every command route together is the input again, in order', () => {
    const word = fc.oneof(fc.constantFrom(...NASTY), fc.constantFrom(...table.flatMap(({ id }) => id.split(' '))));
    fc.assert(
      fc.property(fc.constantFrom(...table), fc.array(word, { maxLength: 8 }), (entry, words) => {
        const found = to(...entry.id.split(' '), ...words);
        if (found.kind !== 'command' || found.id !== entry.id) return;
        const whole = [...found.own, ...found.tail];
        const cutAt = found.own.length;
        const separated = [...found.own, '--', ...found.tail];
        expect([whole, separated]).toContainEqual(words);
        if (whole.length !== words.length) expect(words[cutAt]).toBe('--');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('help and version', () => {
  test('help is for whatever is named', () => {
    for (const argv of [[], ['help'], ['--help'], ['-h'], ['-q', 'help']])
      expect(to(...argv)).toMatchObject({ kind: 'help', id: null });
    for (const argv of [['crq'], ['help', 'crq'], ['crq', '--help']])
      expect(to(...argv)).toMatchObject({ kind: 'help', id: 'crq' });
    for (const argv of [
      ['help', 'merge', 'status'],
      ['merge', 'status', '-h'],
      ['--help', 'merge', 'status', 'x'],
      ['merge', 'status', 'x', '--help'],
    ]) {
      expect(to(...argv)).toMatchObject({ kind: 'help', id: 'merge status' });
    }
  });

  test("--help is a value or the child's where it stands there", () => {
    expect(to('crq', 'list', '--status', '--help')).toMatchObject({ kind: 'command' });
    expect(to('crq', 'list', '--', '--help')).toMatchObject({ kind: 'command' });
    expect(to('pass', 'tool', '--help')).toMatchObject({ kind: 'command', tail: ['tool', '--help'] });
  });

  test('version', () => {
    expect(to('--version')).toMatchObject({ kind: 'version', globals: { json: false } });
    expect(to('--json', '--version')).toMatchObject({ kind: 'version', globals: { json: true } });
  });
});

describe('what is not there', () => {
  test.each([
    [['crq', 'lsit'], ['crq', 'lsit'], ['crq list']],
    [['crqlist'], ['crqlist'], ['crq list']],
    [['mrege', 'status'], ['mrege'], ['merge', 'merge status']],
    [
      ['crq', 'zzzzzzz'],
      ['crq', 'zzzzzzz'],
      ['crq approve', 'crq list'],
    ],
    [['zzzzzzz'], ['zzzzzzz'], []],
    [['constructor'], ['constructor'], []],
    [['help', 'nothing'], ['nothing'], []],
  ])('%j is unknown', (argv, words, suggestions) => {
    expect(to(...argv)).toMatchObject({ kind: 'unknown', words, suggestions: expect.arrayContaining(suggestions) });
  });

  test('asks for JSON wherever the flag stands', () => {
    expect(to('nothing', 'x', '--json')).toMatchObject({ kind: 'unknown', globals: { json: true } });
    for (const argv of [
      ['--nope', '--json'],
      ['--json', '--'],
      ['--json', '-C'],
    ])
      expect(to(...argv)).toMatchObject({ kind: 'malformed', globals: { json: true } });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...NASTY), fc.string()), { maxLength: 6 }),
        (argv) => void route(argv, table),
      ),
    );
  });
});
