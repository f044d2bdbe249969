/** The table and the tests say the same: each case has one test, and no test is beside the table. */
import { expect, test } from 'vitest';
import { sources } from '../house/sources.ts';
import { CASES } from './cases.ts';

test('each case has one test', () => {
  const files = sources('test/conformance', 'test/full').filter(({ path }) => /conformance.*\.test\.ts$/.test(path));
  const tested = files.flatMap(({ text }) => [...text.matchAll(/^conforms\(\s*'([^']+)'/gm)].map(([, name]) => name));
  expect(tested.toSorted()).toEqual([...CASES].toSorted());
});
