/** Whatever the stubs accept, Node accepts, and leaves the same message: at length, in every shell. */
import { expect, test } from 'vitest';
import { agree, engines, SHELLS } from '../enforce/hooks/tricky.ts';

test.each(SHELLS)('%s', async (_name, shell) => {
  expect(await agree(await engines(shell), 700)).toBeGreaterThan(200);
});
