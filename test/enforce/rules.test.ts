/** The list of rules is whole, and every rule can be explained. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RULE_IDS } from '../../src/domain/rules.ts';
import { RULES } from '../../src/enforce/rules.ts';
import { ROOT, sources } from '../house/sources.ts';

test('each id has one rule, and each file of the folder is in the list', () => {
  expect(RULES.map(({ id }) => id).toSorted()).toEqual([...RULE_IDS].toSorted());
  const files = readdirSync(join(ROOT, 'src', 'enforce', 'rules')).toSorted();
  expect(RULES.map(({ id }) => `${id.replace('/', '-')}.ts`).toSorted()).toEqual(files);
});

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  '%s has words for people and an example of each kind',
  (_id, rule) => {
    for (const text of [rule.title, rule.why]) expect(text).toMatch(/\.$/);
    expect(rule.bad).not.toBe('');
    expect(rule.good).not.toBe(rule.bad);
  },
);

test.each(RULE_IDS)('%s is provoked by a test', (id) => {
  const tests = sources('test/enforce', 'test/conformance').filter(
    ({ path }) => path.endsWith('.test.ts') && !path.endsWith('/rules.test.ts'),
  );
  expect(tests.some(({ text }) => text.includes(id))).toBe(true);
});
