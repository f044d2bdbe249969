/** The guide is true: every page is typed into a shell as it stands, and answers as it says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../house/sources.ts';
import { fits, linesOf, stepsOf } from './page.ts';
import { HISTORIES, openSession } from './session.ts';

const GUIDE = join(ROOT, 'docs/guide');
const pages = readdirSync(GUIDE).filter((name) => name.endsWith('.md'));

/** What a person would compare: the command, how it ended, what it said. */
const shown = (line: number, command: string, exit: number | null, output: readonly string[]): string =>
  [`line ${line}: $ ${command}`, `? ${exit}`, ...output].join('\n');

test('the guide has its pages', () => expect(pages.length).toBeGreaterThanOrEqual(6));

// A page is some twenty commands, each of which waits for several processes.
describe.concurrent('the guide', { timeout: 120_000 }, () => {
  const textOf = (name: string): string => readFileSync(join(GUIDE, name), 'utf8');
  const lacks = (name: string): boolean => !existsSync(HISTORIES) && textOf(name).includes('$HISTORIES');
  // CI has the histories: there a page that cannot be run is a failure.
  const runnable = pages.filter((name) => process.env['CI'] === 'true' || !lacks(name));
  for (const name of pages.filter((page) => !runnable.includes(page))) {
    console.log(`skipped: ${name} needs ${HISTORIES}, which is not here`);
    test.skip(name, () => {});
  }

  test.each(runnable)('%s', async (name) => {
    const steps = stepsOf(textOf(name));
    expect(steps.length).toBeGreaterThan(3);
    const session = openSession();
    try {
      for (const { line, command, exit, output } of steps) {
        const said = await session.type(command);
        const actual = linesOf(said.text);
        if (said.exit === exit && fits(output, actual)) continue;
        expect(shown(line, command, said.exit, actual)).toBe(shown(line, command, exit, output));
        throw new Error(`${name}:${line}: blanks differ`);
      }
    } finally {
      session.end();
    }
  });
});

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
