/** Kill -9 at each point of acquiring and of releasing a lease, then the same command again: nobody has half of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, envelope, gitcrq } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';

/** Runs the command up to its point of that number, which has to be the one named. */
function killAt(at: Fixture, argv: readonly string[], name: string, number: number): void {
  const log = join(at.root, 'points');
  const entry = [process.execPath, join(ROOT, 'test/fault/bin.ts')] as const;
  const killed = gitcrq(at, argv, { entry, env: { FAULT_AT: String(number), FAULT_LOG: log } });
  expect(killed.signal).toBe('SIGKILL');
  expect(readFileSync(log, 'utf8').trim().split('\n').at(-1)).toBe(name);
}

const numbered = (...names: readonly string[]) => names.map((name, index) => [name, index + 1] as const);

test.for(numbered('lease/written', 'lease/pushed'))('killed at %s', ([name, number]) => {
  const at = fixture();
  const argv = ['coord', 'lease', 'a', 'b*'];
  killAt(at, argv, name, number);
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

test.for(numbered('release/written', 'release/pushed'))('killed at %s', ([name, number]) => {
  const at = fixture();
  const held = answer(at, ['coord', 'lease', 'a', 'b*']);
  expect(held).toMatchObject({ leases: [{ token: 1 }, { token: 1 }] });
  const argv = ['coord', 'release', 'a', 'b*'];
  killAt(at, argv, name, number);
  const pushed = name === 'release/pushed';
  const bob = { env: { GITCRQ_AGENT: 'bob' } };
  // Released they are free for anybody, and not they are all held still.
  expect(gitcrq(at, ['coord', 'lease', 'a', 'b*', '--dry-run'], bob).code).toBe(pushed ? 0 : 5);
  const again = envelope(gitcrq(at, [...argv, '--json']));
  if (pushed) expect(again).toMatchObject({ exit: 4, error: { code: 'LEASE_NOT_HELD' } });
  else expect(again).toMatchObject({ data: { released: [{ token: 1 }, { token: 1 }] } });
  expect(answer(at, ['coord', 'lease', 'a', 'b*'], bob)).toMatchObject({ leases: [{ token: 2 }, { token: 2 }] });
});
