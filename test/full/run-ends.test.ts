/** Runs that end badly, or that cannot begin: each by its name, and none of them falsely green. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../src/exec/job/answer.ts';
import { answer, envelope, gitcrq } from '../cli/run.ts';
import { type Grounds, ground } from '../exec/job/ground.ts';

const begun = (at: Grounds, words: readonly string[], code = 0): RunAnswer => {
  const ended = gitcrq(at, ['run', '--json', ...words]);
  const { ok, exit, data } = JSON.parse(ended.out);
  expect([ok, exit, ended.code], ended.out + ended.err).toEqual([true, code, code]);
  return data;
};

test('a run whose pane or server is killed is lost, from whichever shell it is asked', () => {
  const at = ground();
  const one = begun(at, ['--pane', 'new', '--detach', 'sleep', '100']);
  at.tmux(['kill-pane', '-t', one.pane ?? '']);
  expect(gitcrq(at, ['run', 'wait', one.run, '--json']).code).toBe(8);
  const again = begun(at, ['--pane', 'new', '--detach', 'sleep', '100']);
  at.tmux(['kill-server']);
  const lost = gitcrq(at, ['run', 'wait', '--json']);
  expect(envelope(lost)).toMatchObject({ ok: false, exit: 8, error: { code: 'RUN_LOST' } });
  expect(answer(at, ['run', 'show', again.run.slice(-8)])).toMatchObject({ state: 'lost' });
});

test.each([
  ['its pane', (at: Grounds, pane: string) => at.tmux(['kill-pane', '-t', pane])],
  ['the server', (at: Grounds) => at.tmux(['kill-server'])],
])('nothing of a recorded run lives on once %s is killed', async (_, kill) => {
  const at = ground();
  const one = begun(at, ['--detach', 'sh', '-c', 'echo $$ >pid; sleep 100; :']);
  await expect.poll(() => existsSync(join(at.clone, 'pid')) && at.read('pid').endsWith('\n')).toBe(true);
  const pid = at.read('pid').trim();
  kill(at, one.pane ?? '');
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  expect(gitcrq(at, ['run', 'wait', one.run, '--json']).code).toBe(8);
});

test('stopped, timed out, not found, not executable: each by its name', () => {
  const at = ground();
  const one = begun(at, ['--detach', 'sh', '-c', 'sleep 100 & sleep 100']);
  expect(answer(at, ['run', 'stop', one.run])).toMatchObject({ state: 'stopped', exit: 143, signal: 'SIGTERM' });
  expect(begun(at, ['--timeout', '1s', 'sleep', '100'], 124)).toMatchObject({ state: 'timeout', exit: 143 });
  const absent = gitcrq(at, ['run', 'no-such-command-here']);
  expect([absent.code, absent.err]).toEqual([127, expect.stringContaining('exit 127 (not found); gitcrq run logs')]);
  at.write('plain.sh', 'exit 0\n');
  expect(gitcrq(at, ['run', './plain.sh']).code).toBe(126);
  const states = answer<{ runs: RunAnswer[] }>(at, ['run', 'list']).runs.map(({ state }) => state);
  expect(states).toEqual(['done', 'done', 'timeout', 'stopped']);
});

test('a short command runs once, however soon its window is gone', () => {
  const at = ground();
  const out = join(at.root, 'out');
  for (let n = 1; n <= 8; n++) {
    begun(at, ['--env', `OUT=${out}`, 'sh', '-c', 'echo x >>"$OUT"']);
    expect(readFileSync(out, 'utf8').length).toBe(2 * n);
  }
});

test('a shell that takes no command is told of, and nothing looks begun', () => {
  const at = ground();
  at.tmux(['send-keys', '-t', 'work:0.0', "cat <<'END'", 'Enter']);
  const ended = gitcrq(at, ['run', '--pane', 'work:0.0', '--json', 'true']);
  expect(envelope(ended).error?.code).toBe('RUN_NOT_STARTED');
});

test('keys go to an idle shell alone, and to the pane that was named', async () => {
  const at = ground();
  at.tmux(['new-session', '-d', '-s', 'work2']);
  const code = (words: readonly string[]) => envelope(gitcrq(at, ['run', '--json', ...words, 'true'])).error?.code;
  expect(code(['--pane', 'wor:0.0'])).toBe('PANE_NOT_FOUND');
  expect(code(['--pane', '%77'])).toBe('PANE_NOT_FOUND');
  at.tmux(['send-keys', '-t', 'work:0.0', 'cat', 'Enter']);
  const command = () => at.tmux(['display', '-p', '-t', 'work:0.0', '#{pane_current_command}']);
  await expect.poll(command).toBe('cat');
  expect(code(['--pane', 'work:0.0'])).toBe('PANE_BUSY');
  expect(code(['--pane', 'work:0.0', '--replace'])).toBeUndefined();
  expect(code(['--pane', 'work2:0.0'])).toBeUndefined();
  for (const words of [['--replace'], ['--pane', 'none', '--replace'], ['--pane', 'none', '--session', 'work2']])
    expect(code(words)).toBe('RUN_UNPLACED');
  expect(code(['--session', ''])).toBe('PANE_NOT_FOUND');
  expect(code(['--env', 'GITCRQ_RUN=mine'])).toBe('ENV_INVALID');
  expect(code(['--storage', ''])).toBe('USAGE');
  const unheeded = gitcrq(at, ['run', '--pane', 'none', '--permission', 'read', 'true']);
  expect([unheeded.code, unheeded.err]).toEqual([0, expect.stringContaining('keeps it from nothing')]);
  expect(code(['--env', '1=2'])).toBe('ENV_INVALID');
  expect(code(['--env', 'OPTIND=x'])).toBe('ENV_INVALID');
  expect(code(['--storage', '/proc/none'])).toBe('STORAGE_UNWRITABLE');
  expect(envelope(gitcrq(at, ['run', 'show', 'nothing', '--json'])).error?.code).toBe('RUN_NOT_FOUND');
  // Two runs of one moment begin alike.
  for (const _ of [1, 2]) begun(at, ['--pane', 'none', 'true']);
  expect(envelope(gitcrq(at, ['run', 'show', '01a2', '--json'])).error?.code).toBe('RUN_AMBIGUOUS');
  expect(code(['--storage', `${at.root}/it's`, '--pane', 'work2:0.0'])).toBe('STORAGE_UNFIT');
  const nowhere = { HOME: '', XDG_STATE_HOME: '' };
  const outside = gitcrq(at, ['run', '--json', 'true'], { cwd: '/', env: nowhere });
  expect(envelope(outside).error?.code).toBe('STORAGE_UNKNOWN');
});
