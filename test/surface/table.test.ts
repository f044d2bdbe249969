/** Columns that stand under each other and fit the terminal, whatever the cells hold. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { table } from '../../src/surface/table.ts';
import { cut, width } from '../../src/surface/width.ts';
import { BIN } from '../cli/run.ts';
import { crqText, fixture } from '../fixture.ts';

const ROWS = [
  ['CRQ-1', 'closed', 'chore', 'Adopt gitcrq'],
  ['CRQ-200', 'open → closing', 'feature', 'Say what the log of the queue means to somebody who never saw one'],
];

describe('a table', () => {
  test('is never cut where nobody gives it a width', () => {
    expect(table(ROWS, null)).toEqual([
      'CRQ-1    closed          chore    Adopt gitcrq',
      'CRQ-200  open → closing  feature  Say what the log of the queue means to somebody who never saw one',
    ]);
  });

  test('gives up its last column first', () => {
    expect(table(ROWS, 60)).toEqual([
      'CRQ-1    closed          chore    Adopt gitcrq',
      'CRQ-200  open → closing  feature  Say what the log of the q…',
    ]);
  });

  test('puts the last column below where there is no room', () => {
    expect(table(ROWS, 36).join('\n').split('\n')).toEqual([
      'CRQ-1    closed          chore',
      '  Adopt gitcrq',
      'CRQ-200  open → closing  feature',
      '  Say what the log of the queue mea…',
    ]);
  });

  test('fits any width of 24 or more, and a cell is one line', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom('日本語のタイトル', '👩‍👩‍👧', 'a\nb'),
    );
    const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 24, max: 120 }), (cells, columns) => {
        for (const line of table(cells, columns).flatMap((row) => row.split('\n')))
          expect(width(line)).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 300 },
    );
  });

  test('paints a cell without moving its neighbours', () => {
    const loud = { text: 'open', paint: (text: string) => `<${text}>` };
    expect(
      table(
        [
          [loud, 'x'],
          ['a', 'y'],
        ],
        null,
      ),
    ).toEqual(['<open>  x', 'a     y']);
  });
});

test.each([
  ['日本語', 6],
  ['é', 1],
  ['a\u200db', 2],
  ['plain', 5],
])('%j takes %d columns', (text, columns) => expect(width(text)).toBe(columns));

test('a wide character is not cut in half', () => expect(cut('日本語の', 4)).toBe('日…'));

test('a list fits a terminal of 40 columns, and is whole in a pipe', () => {
  const at = fixture({ remote: false });
  const title = 'A title that is much longer than forty columns can show';
  at.write('crqs/CRQ-2.md', crqText('CRQ-2', { title }));
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'More\n\nCRQ: CRQ-2']);
  const inTerminal = (command: string): string =>
    execFileSync('script', ['-qec', `stty cols 40; ${command}`, '/dev/null'], {
      cwd: at.clone,
      env: { ...at.env, NO_COLOR: '1', TERM: 'xterm' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const lines = inTerminal(`'${process.execPath}' '${BIN}' crq list`).split(/\r?\n/);
  expect(lines.join('\n')).toContain('A title that is much longer');
  for (const line of lines) expect(width(line), line).toBeLessThanOrEqual(40);
  expect(inTerminal(`'${process.execPath}' '${BIN}' crq list | cat`)).toContain(title);
});
