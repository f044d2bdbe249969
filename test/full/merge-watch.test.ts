/** The loop of `merge --watch`: a pass at each change, no storm, no noise; time is a number here. */
import { expect, test } from 'vitest';
import { type ErrorKind, GitcrqError } from '../../src/domain/error.ts';
import { fail, ok, type Result, unwrap } from '../../src/domain/result.ts';
import { REMOTE_REFUSED, REMOTE_UNREACHABLE } from '../../src/git/errors.ts';
import type { Pass } from '../../src/merge/land.ts';
import { watchQueue } from '../../src/merge/watch.ts';

const NOTHING: Pass = { noticed: [], landed: [], held: [], evicted: [], lines: null, reported: () => {} };
const heldBy = (name: string): Pass => ({
  ...NOTHING,
  held: [{ crq: 'CRQ-2' as never, branch: 'b', requirements: [{ name, state: 'missing', why: '' }] }],
});

/** Plays looks one after the other; the watch is stopped when there are no more. */
async function play(looks: readonly (string | ErrorKind)[], passes: readonly (Pass | ErrorKind)[] = []) {
  let [at, made, clock] = [0, 0, 0];
  const said: string[] = [];
  const asked: (readonly string[])[] = [];
  const waits: number[] = [];
  const answer = <T>(value: T | ErrorKind): Result<T> =>
    typeof value === 'object' && value !== null && 'code' in value ? fail(value, value.code) : ok(value as T); // no failure
  const done = await watchQueue({
    interval_ms: 10_000,
    look: () => Promise.resolve(answer<string>(looks[at++] ?? '')),
    pass(ids) {
      asked.push(ids);
      return Promise.resolve(answer<Pass>(passes[made++] ?? NOTHING));
    },
    timed: () => Promise.resolve(new Set(['freeze'])),
    tell: () => Promise.resolve(),
    note: (text) => void said.push(text),
    wait(ms) {
      waits.push(ms);
      clock += ms;
      return Promise.resolve();
    },
    stopped: () => at >= looks.length,
    now_ms: () => clock,
  });
  return { done, said, asked, waits };
}

test('a pass at the beginning and at each change, and none without one', async () => {
  const { done, asked, waits } = await play(['a', 'a', 'a', 'b', 'b']);
  expect([unwrap(done).passes, asked, waits]).toEqual([2, [[], []], [10_000, 10_000, 10_000]]);
});

test('what the remote refused is not pushed again until something changes', async () => {
  const refused = heldBy('remote');
  const { asked } = await play(['a', ...Array<string>(20).fill('a'), 'b'], [refused, refused]);
  expect(asked).toHaveLength(2);
  const failing = await play(['a', 'a', 'a', 'a'], [REMOTE_REFUSED]);
  expect(failing.asked).toHaveLength(1);
});

test('a remote that cannot be reached is asked less and less often, and that is said once', async () => {
  const away = Array<ErrorKind>(8).fill(REMOTE_UNREACHABLE);
  const { said, waits, asked } = await play(['a', ...away, 'b', 'b']);
  expect(said).toEqual(['REMOTE_UNREACHABLE; trying again', 'going on']);
  expect(waits.slice(0, 8)).toEqual([20, 40, 80, 160, 300, 300, 300, 300].map((s) => s * 1000));
  expect(asked).toHaveLength(2);
});

test('a pass that loses the remote is made again', async () => {
  const { asked } = await play(['a', 'a', 'a'], [REMOTE_UNREACHABLE]);
  expect(asked).toHaveLength(2);
});

test('what waits for its time alone is asked for again each minute', async () => {
  const { asked } = await play(Array<string>(15).fill('a'), [heldBy('freeze'), heldBy('freeze')]);
  expect(asked).toEqual([[], ['CRQ-2'], ['CRQ-2']]);
  expect((await play(Array<string>(14).fill('a'), [heldBy('tested')])).asked).toHaveLength(1);
});

test('what no waiting mends ends it at once', async () => {
  const { done } = await play([{ code: 'POLICY_INVALID', exit: 3, why: '' }, 'a']);
  expect(done).toMatchObject({ ok: false, error: { code: 'POLICY_INVALID' } });
  expect(done.ok ? null : done.error).toBeInstanceOf(GitcrqError);
});
