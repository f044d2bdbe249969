/** The guide is true: every page is typed into a shell as it stands, and answers as it says. */
import { describe, expect, test } from 'vitest';
import { fits, stepsOf } from './page.ts';
import { PAGES, QUICK, testPages } from './pages.ts';

test('the guide has its pages', () => {
  expect(PAGES.length).toBeGreaterThanOrEqual(6);
  expect(QUICK.filter((name) => !PAGES.includes(name))).toEqual([]);
});

// A page is some twenty commands, each of which waits for several processes.
describe.concurrent('the guide', { timeout: 120_000 }, () => testPages(QUICK));

describe('a page', () => {
  const page = (...lines: readonly string[]): string => ['# Title', '```console', ...lines, '```', ''].join('\n');

  test('is read command by command', () => {
    expect(stepsOf(page('$ one', 'said', '', '$ two', '? 3', '? 3'))).toEqual([
      { line: 3, command: 'one', exit: 0, output: ['said', ''] },
      { line: 6, command: 'two', exit: 3, output: ['? 3'] },
    ]);
    expect(stepsOf('```sh\n$ not run\n```\n')).toEqual([]);
  });

  test('is refused where a line belongs to no command, or a block has no end', () => {
    expect(() => stepsOf(page('lost'))).toThrow('line 3');
    expect(() => stepsOf('```console\n$ one\n')).toThrow('not closed');
  });

  test.each<[boolean, readonly string[], readonly string[]]>([
    [true, [], []],
    [false, [], ['more']],
    [false, ['less'], []],
    [true, ['a (b) [c]'], ['a (b) [c]']],
    [false, ['a.c'], ['abc']],
    [true, ['as [..] (b)'], ['as 123 (b)']],
    [false, ['as [..] (b)'], ['as 123 (c)']],
    [true, ['...'], []],
    [true, ['a', '...', 'c'], ['a', 'c']],
    [true, ['a', '...', 'c'], ['a', 'b', 'b', 'c']],
    [false, ['a', '...', 'c'], ['a', 'b']],
    [true, ['a'], ['a  ']],
  ])('fits: %s %j %j', (verdict, expected, actual) => expect(fits(expected, actual)).toBe(verdict));
});
