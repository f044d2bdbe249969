/** The editor of requests: one key changes, every other byte stays, and other readers of YAML agree about the value. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseWrittenId } from '../../src/domain/id.ts';
import { DEFAULT_WORKFLOW } from '../../src/domain/lifecycle.ts';
import { setField } from '../../src/store/crq-edit.ts';
import { checkTitle, newCrqText } from '../../src/store/crq-new.ts';
import { readCrq } from '../../src/store/crq-read.ts';
import { formatScalar, formatValue, readScalar, scanFrontMatter } from '../../src/store/front-matter.ts';

const RULES = { prefixes: ['CRQ'], base: 'main', workflow: DEFAULT_WORKFLOW };

/** What a title or a value may be: one line, no control characters. */
const words = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...'ab1 \'"#:-,[]{}&*!|>%@`\\=?~.'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 30,
  })
  .filter((text) => checkTitle(text).ok && text === text.trim());
const tricky = fc.constantFrom(
  'true',
  'No',
  'null',
  '~',
  '12',
  '1e3',
  '0x1F',
  '.5',
  '2026-01-01',
  '- a',
  '# a',
  'a #b',
  'a: b',
  'a:',
  '[a]',
  '{a: b}',
  '*a',
  '&a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a`',
  "'",
  '"',
  "it's",
  'a\\nb',
  '=',
  '<<',
  '...',
  '---',
  'a, b',
  '\u00a0',
  'y',
);
const value = fc.oneof(words, tricky).filter((text) => checkTitle(text).ok);

const scanned = (text: string, key: string): unknown => {
  const front = scanFrontMatter(text);
  if ('reason' in front) throw new Error(`${front.line}: ${front.reason}`);
  return front.fields.find((field) => field.key === key)?.value;
};

describe('a scalar', () => {
  test('is read back by us and by the yaml package', () => {
    fc.assert(
      fc.property(value, (text) => {
        const written = formatScalar(text);
        expect(readScalar(written)).toBe(text);
        expect(parse(`key: ${written}\n`)).toEqual({ key: text });
        // A reader of YAML 1.1 takes a date for one, as it does that of `created:`.
        if (text !== '2026-01-01') expect(parse(`key: ${written}\n`, { version: '1.1' })).toEqual({ key: text });
      }),
      { numRuns: 3000 },
    );
  });

  test('and so is a list', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (list) => {
        const text = `---\nkey: ${formatValue(list)}\n---\n`;
        expect(scanned(text, 'key')).toEqual(list);
        expect(parse(formatValue(list))).toEqual(list);
      }),
      { numRuns: 1500 },
    );
  });
});

/** A file as people leave it: any order, comments, blank lines, keys of their own, quoting of their own. */
const line = fc.oneof(
  fc.constantFrom(
    '',
    '# a comment',
    '  # it\'s "indented"',
    'mine: 1',
    'x-other: "q # not a comment" # but this is',
    "single: 'it''s' # yes",
    'empty:',
    'nothing: # here',
    'list: [a, "b, c", \'d\'] # and why',
  ),
  fc.constantFrom('block:\n  - a\n  - "b: c"', 'other-list:\n- a # one\n- b'),
);
const source = fc
  .record({
    before: fc.array(line, { maxLength: 4 }),
    after: fc.array(line, { maxLength: 4 }),
    end: fc.constantFrom('\n', '\r\n'),
    bom: fc.boolean(),
    final: fc.boolean(),
    title: fc.constantFrom(
      'title: Old',
      "title: 'Old' # don't lose this",
      'title:   "Old"   # nor "this"',
      'title: Old # x',
      'title:',
      'title: [a, b] # c',
      'title:\n  - a\n  - b',
    ),
    body: fc.constantFrom('', '\n# CRQ-2\n\ntext\n---\nkey: value\n', '\n```\ntitle: in the body\n```\n'),
  })
  .map(({ before, after, end, bom, final, title, body }) => {
    const seen = new Set<string>();
    const unique = (rows: readonly string[]) =>
      rows.filter((row) => {
        const key = /^[\w-]+(?=:)/.exec(row)?.[0];
        if (key === undefined) return true;
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
      });
    const [head, tail] = [unique(before), unique(after)];
    const text =
      ['---', 'id: CRQ-2', ...head, title, ...tail, '---'].join('\n') + (final || body !== '' ? `\n${body}` : '');
    const asWritten = (part: string): string => `${bom ? '\uFEFF' : ''}${part}`.replaceAll('\n', end);
    const before_ = ['---', 'id: CRQ-2', ...head].join('\n').concat('\n');
    const after_ = text.slice(before_.length + title.length);
    return { text: asWritten(text), before: asWritten(before_), after: after_.replaceAll('\n', end), title };
  });

test('a line of a million blanks takes no time', () => {
  const from = performance.now();
  for (const blanks of [' '.repeat(1e6), '# '.repeat(5e5), '[ '.repeat(5e5), `"${' \\'.repeat(5e5)}`])
    scanFrontMatter(`---\ntitle: a${blanks}b\nlabels: [${blanks}b\nother: ${blanks}x\n---\n`);
  expect(performance.now() - from).toBeLessThan(2000);
});

describe('setting a key', () => {
  test('changes its own line alone', () => {
    fc.assert(
      fc.property(source, value, ({ text, before, after, title }, to) => {
        const next = setField(text, 'title', to);
        if (typeof next !== 'string') throw new Error(`${next.line}: ${next.reason}`);
        expect(next.startsWith(before)).toBe(true);
        expect(next.endsWith(after)).toBe(true);
        const own = next.slice(before.length, next.length - after.length);
        const comment = /\s+#.*$/.exec(title)?.[0] ?? '';
        expect(own).toBe(`title: ${formatScalar(to)}${comment}`);
        expect(scanned(next, 'title')).toBe(to);
        expect(setField(next, 'title', to)).toBe(next);
      }),
      { numRuns: 2000 },
    );
  });

  test('that is not there adds it at the end, apart from its neighbour', () => {
    fc.assert(
      fc.property(source, value, ({ text }, to) => {
        const next = setField(text, 'fresh', to);
        if (typeof next !== 'string') throw new Error(`${next.line}: ${next.reason}`);
        expect(scanned(next, 'fresh')).toBe(to);
        const front = scanFrontMatter(text);
        if ('reason' in front) throw new Error(front.reason);
        const end = text.includes('\r\n') ? '\r\n' : '\n';
        const at = text.startsWith('\uFEFF') ? 1 : 0;
        const close = at + front.lines.slice(0, front.end).join('').length;
        const gap = front.lines[front.end - 1]?.trim() === '' ? '' : end;
        expect(next).toBe(`${text.slice(0, close)}${gap}fresh: ${formatScalar(to)}${end}${text.slice(close)}`);
      }),
      { numRuns: 500 },
    );
  });

  test('in a file that cannot be read names line and reason', () => {
    expect(setField('---\nid: CRQ-2\nid: CRQ-3\n---\n', 'title', 'x')).toMatchObject({ line: 3 });
  });
});

describe('a new request', () => {
  test('is read back as it was meant, by us and by the yaml package', () => {
    const id = parseWrittenId('CRQ-2', ['CRQ']);
    if (id === null) throw new Error('no id');
    fc.assert(
      fc.property(
        value,
        value,
        fc.array(
          value.filter((text) => text !== ''),
          { maxLength: 3 },
        ),
        (title, owner, labels) => {
          const crq = {
            id,
            title,
            status: 'open',
            created: '2026-01-01',
            author: `${owner} <a@b.c>`,
            owner,
            base: 'main',
            priority: 'high',
            type: 'feature',
            labels,
            depends_on: [id],
          } as const;
          const text = newCrqText(crq, '');
          const read = readCrq(text, 'CRQ-2', RULES);
          if ('reason' in read) throw new Error(`${read.line}: ${read.reason}\n${text}`);
          expect(read.crq).toEqual({ ...crq, labels });
          expect(parse(/^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '')).toEqual({ ...crq, labels });
        },
      ),
      { numRuns: 1000 },
    );
  });
});
