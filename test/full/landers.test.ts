/** Eight landers, each in a clone of its own, and 32 branches that ask to land, all at once. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Pass } from '../../src/merge/land.ts';
import { answer, envelope, gitcrqLater } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { landings, work } from '../merge/ground.ts';
import { fsck } from '../state.ts';

const BRANCHES = 32;
const LANDERS = 8;

/** Counts what arrives for the base, whether git takes it or not. */
function counting(at: Fixture): () => number {
  const tries = join(at.remote, 'tries');
  const hook = join(at.remote, 'hooks', 'pre-receive');
  writeFileSync(tries, '');
  writeFileSync(
    hook,
    `#!/bin/sh\nwhile read -r _ _ ref; do [ "$ref" != refs/heads/main ] || echo x >>'${tries}'; done\n`,
  );
  chmodSync(hook, 0o755);
  return () => readFileSync(tries, 'utf8').split('\n').length - 1;
}

test('each branch lands once, and hardly a landing is tried in vain', async () => {
  const at = fixture();
  const ids = Array.from({ length: BRANCHES }, (_, n) => `CRQ-${n + 2}`);
  for (const id of ids) work(at, { id });
  const tries = counting(at);
  const clones = Array.from({ length: LANDERS }, (_, n) => at.another(`lander-${n}`));
  // One of them is told what to land, as `close` is.
  const ended = await Promise.all(
    clones.map((cwd, n) => gitcrqLater(at, ['merge', ...(n === 0 ? [ids[9] ?? ''] : ['--all']), '--json'], { cwd })),
  );
  const landed = ended.flatMap((one) => (envelope(one).data as Pick<Pass, 'landed'>).landed); // as `merge` answers
  const first = landed.filter(({ already }) => already !== true).map(({ crq }) => crq);
  expect(first.toSorted()).toEqual(ids.toSorted());
  expect(landings(at)).toHaveLength(BRANCHES);
  expect(tries()).toBeLessThanOrEqual(2 * BRANCHES);
  expect(at.git(['rev-list', '--count', 'refs/gitcrq/queue/main/log'], at.remote)).toBe(String(BRANCHES));
  expect(fsck(at, at.remote)).toBe('');
  // Nobody holds the queue any more.
  expect(answer(at, ['coord', 'leases'])).toMatchObject({ leases: [] });
});
