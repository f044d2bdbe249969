/** Kill -9 at each point of acquiring a lease, then the same command again: it is held, once, and nobody else has it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, envelope, gitcrq } from '../cli/run.ts';
import { fixture } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';

const POINTS = ['lease/written', 'lease/pushed'];

test.for(POINTS.map((name, index) => [name, index + 1] as const))('killed at %s', ([name, number]) => {
  const at = fixture();
  const log = join(at.root, 'points');
  const argv = ['coord', 'lease', 'a', 'b*'];
  const entry = [process.execPath, join(ROOT, 'test/fault/bin.ts')] as const;
  const killed = gitcrq(at, argv, { entry, env: { FAULT_AT: String(number), FAULT_LOG: log } });
  expect(killed.signal).toBe('SIGKILL');
  expect(readFileSync(log, 'utf8').trim().split('\n').at(-1)).toBe(name);
  const pushed = name === 'lease/pushed';
  expect(answer(at, argv)).toMatchObject({
    leases: [
      { token: 1, renewed: pushed },
      { token: 1, renewed: pushed },
    ],
  });
  expect(envelope(gitcrq(at, [...argv, '--json'], { env: { GITCRQ_AGENT: 'bob' } }))).toMatchObject({ exit: 5 });
  expect(answer(at, ['coord', 'release', 'a', 'b*'])).toMatchObject({ released: [{ token: 1 }, { token: 1 }] });
});
