/** Recordings are complete, and a run neither waits for its recorder nor ends by it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../src/exec/job/answer.ts';
import { answer, envelope, gitcrq, gitcrqLater } from '../cli/run.ts';
import { ground } from '../exec/job/ground.ts';
import { shownIn } from '../exec/record/shown.ts';
import { fixture } from '../fixture.ts';

const RUNS = 40;

test('a command that prints megabytes and ends at once is recorded whole, each time', () => {
  const at = ground();
  for (let n = 0; n < RUNS; n++) {
    const lines = 150_000 + n * 12_000;
    const where = n % 2 === 0 ? ['--pane', 'none', '--record'] : [];
    const ended = gitcrq(at, ['run', '--json', ...where, 'seq', String(lines)]);
    const { log = '', cast, exit, dir } = envelope(ended).data as RunAnswer; // as `run` answers
    expect(exit).toBe(0);
    const wanted = Array.from({ length: lines }, (_, at) => `${at + 1}\r\n`).join('');
    expect([readFileSync(log, 'latin1') === wanted, shownIn(cast) === wanted], `run ${n}`).toEqual([true, true]);
    const summary = JSON.parse(readFileSync(join(dir, 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({ bytes: wanted.length, exit: 0, failure: null, truncated: false, complete: true });
  }
});

test('in place a run is recorded on request; what was not recorded is told of', () => {
  const at = fixture({ remote: false });
  expect(gitcrq(at, ['run', '--pane', 'none', 'true']).code).toBe(0);
  for (const name of ['logs', 'play'])
    expect(envelope(gitcrq(at, ['run', name, '--json']))).toMatchObject({ exit: 4, error: { code: 'NOT_RECORDED' } });
  const codes = [0, 1, 2, 3, 126, 127, 255].map((code) => [`exit ${code}`, code] as const);
  for (const [script, code] of [
    ...codes,
    ['kill -INT $$', 130],
    ['kill -KILL $$', 137],
    ['kill -TERM $$', 143],
  ] as const)
    expect(gitcrq(at, ['run', '--pane', 'none', '--record', 'sh', '-c', `echo x; ${script}`]).code, script).toBe(code);
  expect(gitcrq(at, ['run', 'logs']).out).toBe('x\r\n');
});

/** The process that records this run. */
const recorderOf = (dir: string): number | null => {
  const found = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .find((row) => /^\s*\d+ \S*node\S* \S*recorder\.js /.test(row) && row.includes(dir));
  return found === undefined ? null : Number.parseInt(found, 10);
};

test.for([0, 7])('a recorder that is killed leaves the run and its exit code %d alone', async (code) => {
  const at = fixture({ remote: false });
  const script = `seq 20000; until [ -e go ]; do sleep .1; done; seq 200000; exit ${code}`;
  const running = gitcrqLater(at, ['run', '--pane', 'none', '--record', 'sh', '-c', script]);
  const recorder = () => recorderOf(join(at.clone, '.git'));
  await expect.poll(recorder).not.toBeNull();
  process.kill(recorder() ?? expect.unreachable(), 'SIGKILL');
  at.write('go', '');
  expect((await running).code).toBe(code);
  const { recorded } = answer<RunAnswer>(at, ['run', 'show']);
  expect(recorded).toEqual({ complete: false, why: 'its recorder ended before it' });
});

/** Above it are the shell that keeps its code, and script(1). */
const ENDS_SCRIPT =
  'up=$(ps -o ppid= -p $$); up=$(ps -o ppid= -p $up); ps -o comm= -p $up >"$OUT"; kill -TERM $up; sleep 2';

test('a run whose script(1) is ended is no success', () => {
  const at = fixture({ remote: false });
  const out = join(at.root, 'out');
  const words = ['run', '--env', `OUT=${out}`, '--pane', 'none', '--record', 'sh', '-c', ENDS_SCRIPT];
  expect(gitcrq(at, words).code).toBeGreaterThan(0);
  expect(readFileSync(out, 'utf8').trim()).toBe('script');
});
