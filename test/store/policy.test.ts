/** Edits of the policy file: the key has the value, every other line stays, and what is wrong is refused. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { unwrap } from '../../src/domain/result.ts';
import { POLICY_KEYS, policyValue, setPolicyValue } from '../../src/store/policy-edit.ts';
import { parsePolicy } from '../../src/store/policy-parse.ts';

const SOURCES: readonly string[] = [
  'version: 1\n',
  'version: 1',
  '# ours\nversion: 1 # one\n\nbranches: # which\n  # the base\n  base: [main] # only one\n  protected:\n    - main # always\n    - release/*\n\nmerge:\n  test: |\n    npm ci\n    npm test\n  # and then\n  test_timeout_s: 60\n',
  'version: 1\ncrq: {born: auto}\nbranches: {}\n',
  'version: 1\r\nbranches:\r\n  base: [main]\r\n  max_length: 80\r\nrules:\r\n  link/missing: off\r\n',
  '---\nversion: 1\ncommits:\n    link: add\n    exempt:\n      - author: bot@example.com\n        reason: it is a bot\n...\n',
];

const CHANGES: readonly (readonly [string, string, unknown])[] = [
  ['merge.test', 'npm test', 'npm test'],
  ['merge.test', 'null', null],
  ['merge.test', 'a: b # c', 'a: b # c'],
  ['merge.test', 'it\'s "quoted"', 'it\'s "quoted"'],
  ['merge.test_timeout_s', '120', 120],
  ['merge.delete_branch', 'false', false],
  ['branches.base', '[main, release/*]', ['main', 'release/*']],
  ['branches.protected', '[]', []],
  ['branches.max_length', '50', 50],
  ['branches.pattern', '<ID>-<slug>', '<ID>-<slug>'],
  ['crq.born', 'branch', 'branch'],
  ['crq.prefixes', '[CRQ, KAFKA]', ['CRQ', 'KAFKA']],
  ['rules.link/missing', 'warning', 'warning'],
  ['commits.link', 'require', 'require'],
];

const at = (value: unknown, key: string): unknown =>
  key.split('.').reduce<unknown>((inner, part) => (inner as Record<string, unknown> | undefined)?.[part], value);
/** Lines that say something of their own: not the key's, not blank. */
const others = (text: string, key: string): readonly string[] =>
  text.split(/\r?\n/).filter((row) => row.trim() !== '' && !row.includes(`${key.split('.').at(-1)}:`));

describe('setting a key', () => {
  const cases = SOURCES.flatMap((source) => CHANGES.map(([key, text, value]) => ({ source, key, text, value })));

  test.for(cases)('$key to $text keeps every other value of $source', ({ source, key, text, value }) => {
    const before: unknown = parse(source);
    const next = unwrap(setPolicyValue(source, key, text));
    const after: unknown = parse(next);
    expect(at(after, key)).toEqual(value);
    for (const other of POLICY_KEYS.filter((one) => one !== key && !one.startsWith('rules')))
      expect(at(after, other), other).toEqual(at(before, other));
    expect('policy' in parsePolicy(next)).toBe(true);
    expect(unwrap(setPolicyValue(next, key, text))).toBe(next);
  });

  test.for(cases)('$key to $text keeps the comments and line ends of $source', ({ source, key, text }) => {
    const next = unwrap(setPolicyValue(source, key, text));
    // A comment inside the list that is replaced goes with it.
    const inside = key === 'branches.protected' ? '# always' : '-';
    for (const comment of (source.match(/#[^\r\n]*/g) ?? []).filter((one) => one !== inside))
      expect(next).toContain(comment);
    if (source.includes('\r\n')) expect(next.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('moves no line that it does not concern', () => {
    const [, , source = ''] = SOURCES;
    for (const [key, text] of CHANGES) {
      const next = unwrap(setPolicyValue(source, key, text));
      const rows = next.split('\n');
      let from = 0;
      for (const row of others(source, key).filter((one) => !/^ {4}(?:- |npm)/.test(one))) {
        const found = rows.indexOf(row, from);
        expect(found, `${JSON.stringify(row)} after ${key}`).toBeGreaterThanOrEqual(from);
        from = found;
      }
    }
  });

  test('in any order of changes ends where the last of each leads', () => {
    const index = fc.nat(CHANGES.length - 1);
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES), fc.array(index, { maxLength: 6 }), (source, order) => {
        let text = source;
        const want = new Map<string, unknown>();
        for (const n of order) {
          const [key, word, value] = CHANGES[n] ?? ['', '', null];
          text = unwrap(setPolicyValue(text, key, word));
          want.set(key, value);
        }
        const plain: unknown = parse(text);
        for (const [key, value] of want) expect(at(plain, key)).toEqual(value);
      }),
      { numRuns: 150 },
    );
  });

  test('fills a section that is empty', () => {
    expect(unwrap(setPolicyValue('version: 1\nmerge: # ours\ncrq: {}\n', 'merge.test', 'npm test'))).toBe(
      'version: 1\nmerge: # ours\n  test: npm test\ncrq: {}\n',
    );
    expect(unwrap(setPolicyValue('version: 1\nmerge:', 'merge.delete_branch', 'false'))).toBe(
      'version: 1\nmerge:\n  delete_branch: false',
    );
  });

  test.for([
    ['crq.born', 'never', 'CONFIG_VALUE_INVALID'],
    ['branches.max_length', '7', 'CONFIG_VALUE_INVALID'],
    ['branches.pattern', '(a+)+<ID>', 'CONFIG_VALUE_INVALID'],
    ['branches.base', '[]', 'CONFIG_VALUE_INVALID'],
    ['version', '2', 'CONFIG_VALUE_INVALID'],
    ['nothing', '1', 'CONFIG_KEY_UNKNOWN'],
    ['__proto__.x', '1', 'CONFIG_KEY_UNKNOWN'],
    ['rules.link/misssing', 'off', 'CONFIG_VALUE_INVALID'],
    ['tools', '{x: {args: [{words: ["{crqs}"]}]}}', 'CONFIG_VALUE_INVALID'],
    ['tools', '{x: {timeout: soon}}', 'CONFIG_VALUE_INVALID'],
    ['credentials', '{KEY: {file: key}}', 'CONFIG_VALUE_INVALID'],
    ['credentials', '{KEY: secret}', 'CONFIG_VALUE_INVALID'],
  ])('%s = %s is refused: %s', ([key = '', text = '', code]) => {
    expect(setPolicyValue('version: 1\n', key, text)).toMatchObject({ ok: false, error: { code } });
  });
});

test.for([
  ['tools:\n  x:\n    comand: y\n', 4, 5, 'tools.x.comand', 'did you mean `command`? allowed here: command, args'],
  ['tools:\n  x:\n    permissions:\n      read: {word: []}\n', 5, 14, 'tools.x.permissions.read.word', '`words`'],
  ['tools:\n  x: {args: [{words: [-a, "{crqs}"]}]}\n', 3, 27, 'tools.x.args.0.words.1', 'unknown placeholder'],
  ['tools:\n  x: {env: {A: "{prompts}"}}\n', 3, 13, 'tools.x.env.A', 'there are {project}, {crq}'],
  ['tools:\n  X: {}\n', 3, 3, 'tools.X', 'expected lower-case letters'],
  ['credentials:\n  A: {fil: /x}\n', 3, 3, 'credentials.A', 'expected {env: VARIABLE}'],
  ['credentials:\n  A: {command: []}\n', 3, 7, 'credentials.A.command', 'must not be empty'],
  ['credentials:\n  A: {command: [x], timeout: 0s}\n', 3, 21, 'credentials.A.timeout', 'a span of time'],
] as const)('a mistake in a profile has its place: %j', ([text, line, column, key, message]) => {
  const mistakes = [{ line, column, key, message: expect.stringContaining(message) }];
  expect(parsePolicy(`version: 1\n${text}`)).toEqual({ mistakes });
});

test('every key has a value in force, and only they', () => {
  for (const key of POLICY_KEYS)
    expect(unwrap(policyValue(DEFAULT_POLICY, key)), key).toEqual(at(DEFAULT_POLICY, key) ?? null);
  for (const key of ['merge.', '.merge', 'merge.tests', 'constructor', 'crq.prefixes.0'])
    expect(policyValue(DEFAULT_POLICY, key)).toMatchObject({ ok: false, error: { code: 'CONFIG_KEY_UNKNOWN' } });
});
