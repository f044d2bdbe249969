/** Runs that are ended: who heeds TERM has its last words, who does not is killed, and neither costs the recording its end. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../src/exec/job/answer.ts';
import { answer, gitcrq } from '../cli/run.ts';
import { type Grounds, ground } from '../exec/job/ground.ts';
import { withoutScript } from '../exec/record/without-script.ts';

const WAYS = [
  ['recorded in a window', []],
  ['recorded in place', ['--pane', 'none', '--record']],
  ['recorded by the pane', ['--session', 'work']],
  ['not recorded', ['--pane', 'none']],
] as const;

type Way = (typeof WAYS)[number];

const begun = (at: Grounds, [how, where]: Way, words: readonly string[]): RunAnswer => {
  const env = how === 'recorded by the pane' ? withoutScript(at) : {};
  const ended = gitcrq(at, ['run', '--json', ...where, ...words], { env });
  return JSON.parse(ended.out).data;
};

const whole = ([how]: Way): object => (how === 'not recorded' ? {} : { recorded: { complete: true, why: null } });

/** What runs in the clone. */
const processesIn = ({ clone }: Grounds): readonly string[] =>
  readdirSync('/proc').flatMap((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
      return readlinkSync(`/proc/${pid}/cwd`) === clone && /^(?:sh -c|sleep) /.test(words) ? [words] : [];
    } catch {
      return [];
    }
  });

const up = (at: Grounds, count: number) =>
  expect.poll(() => existsSync(join(at.clone, 'up')) && at.read('up').length).toBe(count);

const HEEDS = `trap 'echo bye; sleep 1; echo saved; exit 7' TERM; printf x >>up; while :; do sleep .1; done`;

test.for(WAYS)('who heeds TERM ends as it wants, with its last words: %s', async (way) => {
  const at = ground();
  const { run } = begun(at, way, ['--detach', 'sh', '-c', HEEDS]);
  await up(at, 1);
  expect(answer(at, ['run', 'stop', run])).toMatchObject({ state: 'stopped', exit: 7, ...whole(way) });
  const logs = gitcrq(at, ['run', 'logs', run]);
  // A shell may say that it was its own sleep(1) that was ended.
  expect(logs.out).toMatch(way[0] === 'not recorded' ? /^$/ : /bye\r\nsaved\r\n$/);
});

/** It, what it has in the background, and what is in a session of its own: nothing of it ends by TERM or by a hang-up. */
const STUBBORN = `trap '' TERM HUP; (printf x >>up; exec sleep 1000) & setsid sh -c 'printf x >>up; sleep 1000; :' & printf x >>up; wait`;

test.for(WAYS)('who does not is killed, with all that it started: %s', async (way) => {
  const at = ground();
  const { run } = begun(at, way, ['--detach', 'sh', '-c', STUBBORN]);
  await up(at, 3);
  expect(processesIn(at).length).toBeGreaterThanOrEqual(4);
  const killed = { exit: 137, signal: 'SIGKILL', ...whole(way) };
  expect(answer(at, ['run', 'stop', run])).toMatchObject({ state: 'stopped', ...killed });
  expect(processesIn(at)).toEqual([]);
  expect(begun(at, way, ['--timeout', '3s', 'sh', '-c', STUBBORN])).toMatchObject({ state: 'timeout', ...killed });
  expect(at.read('up')).toHaveLength(6);
  expect(processesIn(at)).toEqual([]);
});

/** Its child outlives it. */
const LEAVES = `(trap '' TERM HUP; printf x >>up; exec sleep 1000) & sleep 1000; :`;

test('what outlives its command is ended with the run', async () => {
  const at = ground();
  const { run } = begun(at, WAYS[1], ['--detach', 'sh', '-c', LEAVES]);
  await up(at, 1);
  expect(answer(at, ['run', 'stop', run])).toMatchObject({ state: 'stopped', exit: 143 });
  expect(processesIn(at)).toEqual([]);
  expect(begun(at, WAYS[1], ['--timeout', '3s', 'sh', '-c', LEAVES])).toMatchObject({ state: 'timeout', exit: 143 });
  expect(processesIn(at)).toEqual([]);
});
