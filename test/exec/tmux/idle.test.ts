/** Only a shell that waits at its prompt is idle. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unwrap } from '../../../src/domain/result.ts';
import { whyBusy } from '../../../src/exec/tmux/idle.ts';
import { newSession, splitPane } from '../../../src/exec/tmux/make.ts';
import { listPanes } from '../../../src/exec/tmux/panes.ts';
import { privateTmux } from './private.ts';

test('an editor, a script, a scrolled or a dead pane is busy; a shell with a background job is idle', async () => {
  const { tmux, ports, raw, dir: cwd } = privateTmux();
  const why = async (id: string): Promise<string | null> => {
    const pane = unwrap(await listPanes(tmux)).find((one) => one.id === id);
    return pane === undefined ? 'gone' : whyBusy(ports, pane);
  };
  writeFileSync(join(cwd, 'script.sh'), 'read line\n');
  const first = unwrap(
    await newSession(tmux, { name: 'idle', cwd, width: 80, height: 60, command: ['bash', '--norc', '-i'] }),
  );
  const split = async (...command: string[]) =>
    unwrap(await splitPane(tmux, first, { horizontal: false, size: '3', cwd, command })).id;
  await expect.poll(() => why(first.id)).toBeNull();
  const [cat, script, line] = [
    await split('cat'),
    await split('bash', 'script.sh'),
    await split('sh', '-c', 'read line'),
  ];
  await expect.poll(() => why(cat)).toBe('it runs cat');
  await expect.poll(() => why(script)).toBe('it runs the script script.sh');
  await expect.poll(() => why(line)).toMatch('with a command of its own');
  raw('send-keys', '-t', first.id, 'sleep 60 &', 'Enter');
  await expect.poll(() => raw('capture-pane', '-p', '-t', first.id)).toMatch(/\[1\] \d+/);
  await expect.poll(() => why(first.id)).toBeNull();
  raw('send-keys', '-t', first.id, 'cat', 'Enter');
  await expect.poll(() => why(first.id)).toBe('cat is running in it');
  raw('send-keys', '-t', first.id, 'C-d');
  await expect.poll(() => why(first.id)).toBeNull();
  // Its own command reads; nothing else has the terminal.
  raw('send-keys', '-t', first.id, 'read line', 'Enter');
  await expect.poll(() => why(first.id)).toBe('its shell is not at its prompt');
  raw('send-keys', '-t', first.id, 'x', 'Enter');
  await expect.poll(() => why(first.id)).toBeNull();
  raw('copy-mode', '-t', first.id);
  expect(await why(first.id)).toMatch('scrolls');
  raw('send-keys', '-t', first.id, '-X', 'cancel', ';', 'select-pane', '-d', '-t', first.id);
  expect(await why(first.id)).toMatch('input is switched off');
  raw('set', '-g', 'remain-on-exit', 'on');
  const dead = await split('true', 'now');
  await expect.poll(() => why(dead)).toBe('its program has ended');
});
