/** Trailers as git itself finds them, and the ids a message is linked to. */
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleaned, isLinked, linksOf, parseMessage, withTrailer } from '../../src/domain/message.ts';

const git = (text: string, ...more: readonly string[]): string =>
  execFileSync('git', ['-c', 'trailer.separators=:', 'interpret-trailers', '--no-divider', ...more], {
    input: text,
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent' },
  });

/** `Key: value`, one a line, as git reads them. */
const byGit = (text: string): readonly string[] =>
  git(text, '--parse')
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row !== '');
const byUs = (text: string): readonly string[] =>
  parseMessage(text).trailers.map(({ key, value }) => `${key}: ${value}`.trim());

const MESSAGES: readonly string[] = [
  'Add login\n',
  'Add login\n\nCRQ: CRQ-42\n',
  'Add login\n\nWhy.\n\nCRQ: CRQ-42\nSigned-off-by: Ada <a@b.c>\n',
  'Add login\n\nWhy.\nCRQ: CRQ-42\n',
  'CRQ: CRQ-42\n',
  'Fix: crash\n\nCRQ: CRQ-1\n',
  'Add\n\nCRQ: CRQ-1\n CRQ-2\n\tCRQ-3\nOther: x\n',
  'Add\n\nSome words\nSigned-off-by: Ada <a@b.c>\n',
  'Add\n\none\ntwo\nthree\nfour\nSigned-off-by: Ada <a@b.c>\n',
  'Add\n\nCRQ: CRQ-1\n\n\n\n',
  'Add\n\nCRQ: CRQ-1\n\nA last paragraph.\n',
  'Add\n\nCRQ:CRQ-1\nCRQ  : CRQ-2\nCRQ:\n',
  'Add\n\nhttp://example.com\n',
  'Add\n\n(cherry picked from commit 1234567890)\n',
  'Add\n\nCRQ: CRQ-1\n(cherry picked from commit 1234567890)\n',
  'Add\n\nwords\n(cherry picked from commit 1234567890)\nCRQ: CRQ-1\n',
  'Add\n\nCRQ: CRQ-1\nnot a trailer\n',
  'Add\nsecond line of the subject\n\nCRQ: CRQ-1\n',
  'Add\n \nCRQ: CRQ-1\n',
  'Add\n\nCRQ: CRQ-1\n---\nnot a patch\n',
  'Add\n\nA_B: x\n',
  'Add\n\nÜ: x\n',
  'Add\n\n-x: y\n',
];

describe('trailers', () => {
  test.for(MESSAGES)('are those of git interpret-trailers in %j', (text) => expect(byUs(text)).toEqual(byGit(text)));

  test('are those of git in any mixture of lines', () => {
    const line = fc.constantFrom(
      'CRQ: CRQ-1',
      'Signed-off-by: A <a@b>',
      '(cherry picked from commit 12)',
      'just words',
      ' continued',
      '',
      '',
      'key:value',
      'Two words: x',
      'Empty:',
      'http://x/y',
      '---',
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 9 }), (lines) => {
        const text = `Subject\n\n${lines.join('\n')}\n`;
        expect(byUs(text)).toEqual(byGit(text));
      }),
      { numRuns: 250 },
    );
  });

  test.for(MESSAGES.filter((text) => text !== 'CRQ: CRQ-42\n'))(
    'one more is added where git would add it: %j',
    (text) => {
      const added = withTrailer(text, 'CRQ', 'CRQ-9');
      expect(byGit(added)).toEqual(byGit(git(text, '--trailer', 'CRQ: CRQ-9', '--if-exists', 'add')));
      expect(byUs(added).at(-1)).toBe('CRQ: CRQ-9');
    },
  );
});

describe('a message is linked', () => {
  test.for<readonly [string, string | null, readonly string[]]>([
    ['Add\n\nCRQ: CRQ-1\n', 'trailer', ['CRQ-1']],
    ['Add\n\ncrq: crq-1, CRQ-2\nCRQ: CRQ-1\n', 'trailer', ['CRQ-1', 'CRQ-2']],
    ['CRQ-7: Add\n', 'subject', ['CRQ-7']],
    ['[CRQ-7] Add\n', 'subject', ['CRQ-7']],
    ['CRQ-7, CRQ-8: Add\n', 'subject', ['CRQ-7', 'CRQ-8']],
    ['CRQ-7: Add\n\nCRQ: CRQ-1\n', 'trailer', ['CRQ-1']],
    ['Squash\n\n* one\n\nCRQ: CRQ-1\n\n* two\n', 'misplaced', ['CRQ-1']],
    ['See CRQ-7\n', 'body', ['CRQ-7']],
    ['Add (CRQ-7)\n\nAs in CRQ-8.\n', 'body', ['CRQ-7', 'CRQ-8']],
    ['Add\n\nCRQ: 7\n', null, []],
    ['Add\n\nCRQ: CRQ-0\n', null, []],
    ['MYCRQ-7 and CRQ-7x\n', null, []],
    ['CRQ-x7k2m9: Add\n', 'subject', ['CRQ-x7k2m9']],
    ['CRQ-button: Add\n', null, []],
    ['', null, []],
  ])('%j: %s', ([text, via, crqs]) => {
    const links = linksOf(parseMessage(text), ['CRQ']);
    expect(links).toEqual({ via, crqs });
    expect(isLinked(links)).toBe(via !== null && via !== 'body');
  });
});

test('a long run of blanks is read in linear time', () => {
  const text = `Work\n\nx${' '.repeat(400_000)}y\n`;
  const begin = performance.now();
  expect(withTrailer(cleaned(text), 'CRQ', 'CRQ-2')).toBe(`${text}\nCRQ: CRQ-2\n`);
  // Quadratic, it takes minutes.
  expect(performance.now() - begin).toBeLessThan(5_000);
});
