/** Panes in bad surroundings: a server that is dead, dies meanwhile, or keeps a hundred thousand lines; and from inside of tmux. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layOut } from '../../src/app/pane-layout.ts';
import { searchPanes } from '../../src/app/pane-search.ts';
import { unwrap } from '../../src/domain/result.ts';
import { capture } from '../../src/exec/tmux/capture.ts';
import { openControl } from '../../src/exec/tmux/control.ts';
import { whyBusy } from '../../src/exec/tmux/idle.ts';
import { newSession, splitPane } from '../../src/exec/tmux/make.ts';
import { listPanes } from '../../src/exec/tmux/panes.ts';
import { answer, BIN, type Ended, envelope, gitcrq } from '../cli/run.ts';
import { type Private, privateTmux } from '../exec/tmux/private.ts';

const call = (at: Private, words: readonly string[], env: Record<string, string> = {}): Ended =>
  gitcrq({ clone: at.dir, env: at.ports.env }, ['pane', ...words], { env });

test('$TMUX of a server that is dead is no server, and the next one does not inherit its panes', () => {
  const at = privateTmux();
  const inside = { TMUX: `${at.dir}/gone,99999,0`, TMUX_PANE: '%0' };
  expect(call(at, ['list'], inside)).toMatchObject({ code: 0, out: 'there are no panes; next: gitcrq pane new\n' });
  expect(envelope(call(at, ['capture', '%0', '--json'], inside)).error).toMatchObject({ code: 'PANE_NOT_FOUND' });
  // The same socket, another server: the pane of that number is not the one around.
  const [pane] = at.raw('list-panes', '-a', '-F', '#{socket_path}').split('\n');
  at.raw('new-session', '-d', '-s', 'second');
  const stale = { TMUX: `${pane},99999,0`, TMUX_PANE: '%0' };
  expect(envelope(call(at, ['capture', '0', '--json'], stale)).error).toMatchObject({ code: 'PANE_AMBIGUOUS' });
});

test('words that would do nothing, or what nobody means, are wrong', () => {
  const at = privateTmux();
  const wrong = [
    ['send', '%0'],
    ['split', '%0', '--size', '200%'],
    ['split', '%0', '--size', '0'],
    ['search', ''],
    ['search', '--regex', '('],
    ['kill'],
  ];
  for (const words of wrong)
    expect(envelope(call(at, [...words, '--tmux-socket', at.socket, '--json'])).error?.code, words.join(' ')).toBe(
      'USAGE',
    );
  expect(at.raw('list-panes', '-a', '-F', '#{pane_id}')).toBe('%0');
});

test('inside of tmux a bare index is of the window around, on the server around', async () => {
  const at = privateTmux();
  at.raw('new-session', '-d', '-s', 'other');
  const own = unwrap(await newSession(at.tmux, { name: 'own', cwd: at.dir, width: 150, height: 24 }));
  unwrap(await splitPane(at.tmux, own, { horizontal: true, cwd: at.dir, command: ['cat', '-u'] }));
  at.raw('send-keys', '-l', '-t', own.id, `${process.execPath} ${BIN} pane send 1 "from inside"; echo ended-$?`);
  at.raw('send-keys', '-t', own.id, 'Enter');
  await expect.poll(() => at.raw('capture-pane', '-p', '-J', '-t', own.id)).toContain('\nended-0');
  expect(at.raw('capture-pane', '-p', '-t', 'own:0.1')).toContain('from inside');
});

test('a server that is stopped and killed in the middle of a command is an error, not a crash', async () => {
  const at = privateTmux();
  const [pane] = unwrap(await listPanes(at.tmux));
  const pid = pane?.server.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  const listed = listPanes(at.tmux);
  const read = capture(at.tmux, { id: '%0' }, { lines: 'all' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.kill(pid, 'SIGKILL');
  expect(await read).toMatchObject({ ok: false, error: { code: 'TMUX_NO_SERVER' } });
  expect(await listed).toEqual({ ok: true, value: [] });
});

test('a hundred thousand lines: all of them on request, and a bounded part of them for a search', async () => {
  const at = privateTmux();
  at.raw('set', '-g', 'history-limit', '200000');
  const line = 'seq -f "line %.0f" 1 100000; echo done; exec cat';
  const pane = unwrap(await newSession(at.tmux, { name: 'long', cwd: at.dir, command: ['sh', '-c', line] }));
  await expect.poll(async () => unwrap(await capture(at.tmux, pane, { lines: 1 }))).toEqual(['done']);
  const all = answer<{ lines: string[] }>({ clone: at.dir, env: at.ports.env }, [
    ...['pane', 'capture', pane.id, '--all', '--tmux-socket', at.socket],
  ]).lines;
  expect([all.length, all[0], all.at(-2)]).toEqual([100_001, 'line 1', 'line 100000']);
  const found = await searchPanes(at.ports, at.socket, (text) => /^line \d+$/.test(text));
  expect([found.matches.length, found.more]).toEqual([1000, true]);
  const old = await searchPanes(at.ports, at.socket, (text) => text === 'line 5');
  expect(old.matches).toEqual([]);
});

test('in bash, Ctrl-C ends the command of a layout alone, and the shell that goes on is idle', async () => {
  const at = privateTmux();
  const ports = { ...at.ports, env: { ...at.ports.env, SHELL: '/bin/bash', TMPDIR: at.dir } };
  const file = 'session_name: dev\nwindows: [{panes: [["sleep 60", "echo second; cd /"]]}]\n';
  writeFileSync(join(at.dir, 'dev.yaml'), file.replace('[["', '[{shell_command: ["').replace('"]]', '"]}]'));
  const laid = await layOut(ports, at.socket, 'dev.yaml');
  const id = laid.windows[0]?.panes[0] ?? '';
  const pane = async () => unwrap(await listPanes(at.tmux)).find((one) => one.id === id);
  await expect.poll(async () => (await pane())?.command).toBe('sleep');
  at.raw('send-keys', '-t', id, 'C-c');
  await expect.poll(() => at.raw('capture-pane', '-p', '-t', id)).toContain('second');
  await expect.poll(async () => (await pane())?.cwd).toBe('/');
  const now = await pane();
  expect(now && (await whyBusy(ports, now))).toBeNull();
});

test('a question over the connection takes less than a millisecond', async () => {
  const at = privateTmux();
  const control = unwrap(await openControl(at.ports, at.tmux, '$0'));
  const took: number[] = [];
  for (let round = 0; round < 500; round++) {
    const began = performance.now();
    unwrap(await control.query(['display-message', '-p', '#{pane_id}']));
    took.push(performance.now() - began);
  }
  control.close();
  const median = took.sort((a, b) => a - b)[250] ?? 0;
  console.log(`a question over the control connection: ${median.toFixed(3)} ms (median of 500)`);
  expect(median).toBeLessThan(5);
});
