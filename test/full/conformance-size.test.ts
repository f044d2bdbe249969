/** A message of a size that nobody reads: committed, judged and pushed in bounded time and memory. */
import { expect } from 'vitest';
import { conforms } from '../conformance/cases.ts';
import { ground, judged } from '../conformance/scene.ts';
import { git } from '../enforce/hooks/scene.ts';

/** Room in which Node ends that copies such a message too often. */
const TIGHT = { NODE_OPTIONS: '--max-old-space-size=1024' };
const MEGABYTES = 10;

conforms('a message of 10 MB', async () => {
  const fx = await ground();
  const line = 'x'.repeat(63);
  const begin = performance.now();
  for (const text of [
    `${line}\n`.repeat(MEGABYTES << 14),
    'x'.repeat(MEGABYTES << 20),
    'a: b\n'.repeat(MEGABYTES << 17),
    `x${' '.repeat(MEGABYTES << 20)}y`,
  ]) {
    const input = `Big\n\n${text}`;
    expect(git(fx, ['commit', '--allow-empty', '-F', '-'], { input, env: TIGHT })).toMatchObject({ code: 0, err: '' });
  }
  expect(await judged(fx)).toEqual([]);
  expect(git(fx, ['push', 'origin', 'HEAD'], { env: TIGHT }).code).toBe(0);
  // Seconds on an idle machine; what is quadratic takes hours.
  expect(performance.now() - begin).toBeLessThan(250_000);
});
