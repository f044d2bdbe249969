/** Running a test command: how it ended, the end of what it said, and that nothing of it outlives anybody. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { unwrap } from '../../src/domain/result.ts';
import { runTest, TAIL_BYTES } from '../../src/exec/test-command.ts';
import { nodeClock } from '../../src/sys/node.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gitcrq-exec-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
});

const run = async (command: string, timeout_ms = 20_000, env: Record<string, string | undefined> = process.env) =>
  unwrap(await runTest(nodeClock, { command, dir, timeout_ms, env }));

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie answers, too; it runs no more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
const gone = (pid: number) => expect.poll(() => alive(pid)).toBe(false);
const pidIn = (name: string): number => Number(readFileSync(join(dir, name), 'utf8'));

test('exit code, both streams in order, and the directory', async () => {
  expect(await run('echo out; echo err >&2; pwd; exit 3')).toMatchObject({
    exit: 3,
    signal: null,
    timedOut: false,
    tail: `out\nerr\n${dir}\n`,
  });
});

test('a signal is told as a signal', async () => {
  expect(await run('kill -s TERM $$')).toMatchObject({ exit: null, signal: 'SIGTERM', timedOut: false });
});

test('only the end of a flood is kept', async () => {
  const { tail } = await run('yes flood | head -c 30000000; echo last');
  expect(tail.length).toBe(TAIL_BYTES);
  expect(tail.endsWith('flood\nlast\n')).toBe(true);
});

test('a timeout ends the whole group', async () => {
  const ended = await run('sleep 600 & echo $! > child; wait', 300);
  expect(ended).toMatchObject({ exit: null, timedOut: true });
  await gone(pidIn('child'));
});

test('what a test leaves running ends with it', async () => {
  expect(await run('sleep 600 & echo $! > child')).toMatchObject({ exit: 0 });
  await gone(pidIn('child'));
});

test('standard input is empty, and git is not tied to another repository', async () => {
  const env = { ...process.env, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index', GIT_AUTHOR_NAME: 'Ada' };
  const { tail } = await run('cat; echo "[$GIT_DIR$GIT_INDEX_FILE] $GIT_AUTHOR_NAME"', 20_000, env);
  expect(tail).toBe('[] Ada\n');
});

test('without a shell it says so', async () => {
  await expect(run('true', 1000, { PATH: dir })).rejects.toMatchObject({ code: 'SHELL_MISSING', exit: 3 });
});

test('kill -9 of the one who runs it ends the test as well', async () => {
  const source = fileURLToPath(new URL('../../src/', import.meta.url));
  const code = `import { runTest } from '${source}exec/test-command.ts'; import { nodeClock } from '${source}sys/node.ts';
    await runTest(nodeClock, { command: 'sleep 600 & echo $! > child.tmp; mv child.tmp child; wait', dir: ${JSON.stringify(dir)}, timeout_ms: 600000, env: process.env });`;
  const runner = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
  await expect
    .poll(
      () =>
        alive(runner.pid ?? 0) &&
        (() => {
          try {
            return alive(pidIn('child'));
          } catch {
            return false;
          }
        })(),
      { timeout: 10_000 },
    )
    .toBe(true);
  runner.kill('SIGKILL');
  await gone(pidIn('child'));
});
