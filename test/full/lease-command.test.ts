/** `lease … -- COMMAND` as processes: exit codes, signals, and the end of a command whose lease is gone. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, BIN, envelope, gitcrq, gitcrqLater } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

const until = async (holds: () => boolean): Promise<void> => {
  for (let turn = 0; !holds(); turn++) {
    if (turn > 500) throw new Error('it does not happen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** Starts a lease whose command writes its pid and sleeps; answers both processes. */
async function sleeping(at: Fixture, ...flags: readonly string[]) {
  const script = 'echo $$ > pid.tmp; mv pid.tmp pid; sleep 60 & wait';
  const words = ['lease', 'a', ...flags, '--', 'sh', '-c', script];
  const child = spawn(process.execPath, [BIN, ...words], { cwd: at.clone, env: { ...at.env }, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await until(() => existsSync(join(at.clone, 'pid')));
  return { child, ended, pid: Number(at.read('pid')) };
}

test('the command has our words, output and exit code, and holds the lease no longer than it runs', () => {
  const at = fixture();
  const ran = gitcrq(at, ['lease', 'a', '--', 'sh', '-c', 'echo "$1"; exit 7', 'sh', '--json']);
  expect(ran).toMatchObject({ code: 7, out: '--json\n', err: '' });
  // Inside, what is held is no obstacle; what is leased there is the checkout's, and outlives the command.
  const inner = ['b*', '*'].map((path) => `${process.execPath} ${BIN} lease '${path}' -q`).join(' && ');
  const nested = gitcrq(at, ['lease', '*', '--', 'sh', '-c', inner]);
  expect(nested).toMatchObject({ code: 0, out: expect.stringMatching(/^b\* glob held .*\n\* glob renewed /) });
  expect(answer(at, ['lease', 'b*'])).toMatchObject({ renewed: true });
  answer(at, ['coord', 'release', 'b*']);
  const json = gitcrq(at, ['lease', 'a', '--json', '--', 'sh', '-c', 'echo talk; exit 1']);
  expect(envelope(json)).toMatchObject({ ok: true, exit: 1, data: { token: 2, command: { exit: 1 } } });
  expect(json.err).toBe('talk\n');
  expect(gitcrq(at, ['lease', 'a', '--', 'no-such-program']).code).toBe(127);
});

test('a signal is passed on, and the lease is given back', async () => {
  const at = fixture();
  const { child, ended } = await sleeping(at);
  child.kill('SIGTERM');
  expect(await ended).toBe(143);
  expect(answer(at, ['coord', 'leases'])).toMatchObject({ leases: [] });
});

test('whoever kills gitcrq ends the command', async () => {
  const at = fixture();
  const { child, ended, pid } = await sleeping(at);
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGKILL');
  await ended;
  await until(() => !isAlive(pid));
  expect(answer(at, ['coord', 'leases'])).toMatchObject({ leases: [{ key: 'a', state: 'held' }] });
});

test('a command whose lease cannot be renewed is ended in time', async () => {
  const at = fixture();
  const script = 'echo $$ > pid; mv "$0" "$0.gone"; sleep 60; touch late';
  const ran = await gitcrqLater(at, ['lease', 'a', '--ttl', '3s', '--json', '--', 'sh', '-c', script, at.remote]);
  renameSync(`${at.remote}.gone`, at.remote);
  expect(envelope({ ...ran })).toMatchObject({ exit: 5, data: { key: 'a' }, error: { code: 'LEASE_LOST' } });
  expect(isAlive(Number(at.read('pid')))).toBe(false);
  expect(existsSync(join(at.clone, 'late'))).toBe(false);
});

test('a remote that hangs keeps neither the command nor gitcrq', async () => {
  const at = fixture();
  const hook = 'test -e hang || exit 0; sleep 40; exit 1';
  writeFileSync(join(at.remote, 'hooks', 'pre-receive'), `#!/bin/sh\n${hook}\n`, { mode: 0o755 });
  const began = performance.now();
  const script = 'touch "$0/hang"; sleep 60';
  const ran = await gitcrqLater(at, ['lease', 'a', '--ttl', '3s', '--', 'sh', '-c', script, at.remote]);
  expect(ran).toMatchObject({ code: 5, err: expect.stringContaining('LEASE_LOST') });
  expect(performance.now() - began).toBeLessThan(30_000);
});

test('conflicts are found by path, glob and name; without words for what this checkout changes', () => {
  const at = fixture();
  const [ada, bob] = [{ env: { GITCRQ_AGENT: 'ada' } }, { env: { GITCRQ_AGENT: 'bob' } }];
  answer(at, ['start', 'Add login'], ada);
  answer(at, ['lease', 'src/**', 'README'], ada);
  answer(at, ['lease', '--type', 'issue', '#42'], ada);
  const found = (words: readonly string[]): readonly unknown[] => {
    const said = envelope(gitcrq(at, ['coord', 'conflicts', ...words, '--json'], bob));
    const { conflicts } = said.data as { conflicts: readonly { type: string; resource: string }[] }; // its schema
    expect(said.exit).toBe(conflicts.length === 0 ? 0 : 1);
    return conflicts.map(({ type, resource }) => `${type} ${resource}`).sort();
  };
  expect(found(['docs'])).toEqual([]);
  expect(found(['src/a.ts', '#42'])).toEqual(['glob src/**', 'issue #42']);
  expect(found([])).toEqual(['crq CRQ-2']);
  at.write('src/new.ts', '');
  at.write('README', 'changed\n');
  expect(found([])).toEqual(['crq CRQ-2', 'file README', 'glob src/**']);
  expect(envelope(gitcrq(at, ['coord', 'conflicts', '--json'], ada))).toMatchObject({ data: { conflicts: [] } });
});
