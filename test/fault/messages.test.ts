/** Kill -9 at every point of a pass that tells an owner something, then the same command again: exactly one message. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Fixture, fixture } from '../fixture.ts';
import { landings, work } from '../merge/ground.ts';

const LANDER = fileURLToPath(new URL('lander.ts', import.meta.url));

/** Ada's request, which Grace lands. */
function owned(remote: boolean, test: string): Fixture {
  const at = fixture({ remote, policy: `version: 1\nmerge:\n  test: ${test}\n` });
  work(at, { id: 'CRQ-2', push: remote });
  at.git(['config', 'user.email', 'grace@example.com']);
  return at;
}

function lander(at: Fixture, killAt: number): { readonly signal: string | null; readonly points: readonly string[] } {
  const run = spawnSync(process.execPath, [LANDER, at.clone, String(killAt), 'CRQ-2'], {
    env: at.env,
    encoding: 'utf8',
  });
  if (run.signal === null && run.status !== 0) throw new Error(run.stderr);
  return { signal: run.signal, points: run.stderr.split('\n').filter((line) => /^[a-z-]+\/[\w/-]+$/.test(line)) };
}

const told = (at: Fixture): readonly string[] => {
  const box = join(at.clone, '.git', 'gitcrq', 'comms', 'ada-example.com', 'new');
  return existsSync(box) ? readdirSync(box) : [];
};

test.for([
  [true, '"true"', 1],
  [false, '"true"', 1],
  [true, '"false"', 0],
] as const)('with a remote: %s, and the test %s', { timeout: 300_000 }, ([remote, command, count]) => {
  const whole = owned(remote, command);
  const { points } = lander(whole, 0);
  expect(told(whole)).toHaveLength(1);
  expect(points.filter((point) => point.includes('-send/'))).toHaveLength(2 * count);
  for (const [n, point] of points.entries()) {
    const at = owned(remote, command);
    expect(lander(at, n + 1).signal, point).toBe('SIGKILL');
    lander(at, 0);
    expect(told(at), point).toHaveLength(1);
    expect(landings(at, remote ? at.remote : at.clone), point).toHaveLength(count);
  }
});
