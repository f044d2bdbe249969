/** The global flags are declared twice, for the router and for oclif; both must be the same flags. */
import { expect, test } from 'vitest';
import { GLOBAL_VALUE_FLAGS, NO_GLOBALS, takeGlobal } from '../../src/app/globals.ts';
import { baseFlags } from '../../src/surface/flags.ts';
import { valueFlags } from '../../src/surface/value-flags.ts';

const typed = Object.entries(baseFlags).flatMap(([name, flag]) => [
  `--${name}`,
  ...(flag.char ? [`-${flag.char}`] : []),
]);

test('the router takes every base flag', () => {
  for (const flag of typed) expect(takeGlobal([flag, 'value'], 0, NO_GLOBALS).kind).toBe('taken');
});

test('and knows which of them take a value', () => {
  expect(valueFlags({ flags: {}, baseFlags })).toEqual(GLOBAL_VALUE_FLAGS);
});
