/** The short way to read a record must never answer what the scan would not: on records as written, and on broken ones. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Crq } from '../../src/domain/crq.ts';
import { DEFAULT_WORKFLOW } from '../../src/domain/lifecycle.ts';
import { newCrqText } from '../../src/store/crq-new.ts';
import { readPlainCrq } from '../../src/store/crq-plain.ts';
import { readCrq } from '../../src/store/crq-read.ts';

const RULES = { prefixes: ['CRQ'], base: 'main', workflow: DEFAULT_WORKFLOW };

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const crq = fc.record({
  id: fc.integer({ min: 1, max: 99_999 }).map((n) => `CRQ-${n}`),
  title: fc.oneof(
    { weight: 3, arbitrary: fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => `Do ${words.join(' ')}`) },
    fc
      .string({ minLength: 1, maxLength: 30 })
      .filter((text) => text.trim() === text && !/[\p{Cc}\u2028\u2029]/u.test(text)),
    fc.constantFrom('Add login', 'yes', '12', 'a: b', 'x # y', "it's", '"q"', '- x', 'Ünïcode ✓', 'a #b', 'null'),
  ),
  status: fc.constantFrom('draft', 'open', 'approved', 'closed'),
  created: fc.constant('2026-11-21'),
  author: fc.constantFrom('Ada Lovelace <ada@example.com>', 'Jörg <j@x>', "O'Neil <o@x>"),
  owner: fc.constantFrom('ada@example.com', 'grace@example.com', 'team #1'),
  base: fc.constantFrom('main', 'release/1.x'),
  priority: fc.constantFrom('low', 'high'),
  type: word,
  labels: fc.array(word, { maxLength: 3 }),
  depends_on: fc.array(
    fc.integer({ min: 1, max: 99 }).map((n) => `CRQ-${n}`),
    { maxLength: 3 },
  ),
});

/** One small wound: a character put in, taken out or replaced, where a person's hand might slip. */
const wound = fc.record({
  at: fc.nat(),
  cut: fc.nat({ max: 3 }),
  put: fc.constantFrom('', '#', ' #', '"', '\n', '\t', ':', '---\n', '[', ']', '\r', '\0', '&x', ' ', '<<<<<<< a\n'),
});

const agree = (text: string, stem: string): boolean => {
  const plain = readPlainCrq(text, stem, RULES);
  if (plain === null) return false;
  const scanned = readCrq(text, stem, RULES);
  expect('reason' in scanned ? scanned : scanned.crq).toEqual(plain);
  return true;
};

test('a record as gitcrq writes it, and the same with a wound, read alike', () => {
  let short = 0;
  fc.assert(
    fc.property(crq, wound, (values, { at, cut, put }) => {
      const record = values as unknown as Crq; // ids and states are made to fit above
      const text = newCrqText(record, '');
      if (agree(text, values.id)) short++;
      const head = text.indexOf('\n---\n') + 5;
      const place = at % head;
      agree(`${text.slice(0, place)}${put}${text.slice(place + cut)}`, values.id);
    }),
    { numRuns: 3000 },
  );
  // The short way must really be taken, or this test proves nothing.
  expect(short).toBeGreaterThan(600);
});
