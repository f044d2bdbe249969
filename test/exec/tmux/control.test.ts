/** One connection: answers in order, bytes exact, nobody's window resized, and an end that everybody hears of. */
import { expect, test } from 'vitest';
import { unwrap } from '../../../src/domain/result.ts';
import { openControl } from '../../../src/exec/tmux/control.ts';
import { type ControlEvent, controlReader } from '../../../src/exec/tmux/control-lines.ts';
import { newSession } from '../../../src/exec/tmux/make.ts';
import { listPanes } from '../../../src/exec/tmux/panes.ts';
import { tmuxOf } from '../../../src/exec/tmux/server.ts';
import { privateTmux } from './private.ts';

test('answers questions in order, with any bytes, and tells what happens', async () => {
  const { tmux, ports, raw, dir: cwd } = privateTmux();
  const pane = unwrap(await newSession(tmux, { name: 'c', cwd, width: 71, height: 29 }));
  const events: ControlEvent[] = [];
  const control = unwrap(await openControl(ports, tmux, pane.sessionId, { on: (event) => events.push(event) }));
  const nasty = 'it\'s "x" $HOME `id` #{pane_id} \\n ~ ; \n%end 1 2 1\n\té漢;';
  const [, bad, listed] = await Promise.all([
    control.query(['set-buffer', '-b', 'n', '--', nasty]),
    control.query(['no-such-command']),
    control.query(['list-panes', '-a', '-F', '#{pane_id}']),
  ]);
  expect(raw('save-buffer', '-b', 'n', '-')).toBe(nasty);
  expect(bad).toMatchObject({ ok: false, error: { code: 'TMUX_FAILED' } });
  expect([...unwrap(listed)].sort()).toEqual(['%0', pane.id]);
  expect(unwrap(await listPanes(control))).toEqual(unwrap(await listPanes(tmux)));
  const size = unwrap(
    await control.query(['display-message', '-p', '-t', pane.id, '#{window_width}x#{window_height}']),
  );
  expect(size).toEqual(['71x29']);
  await control.query(['new-window', '-d', '-t', `${pane.sessionId}:`]);
  await expect.poll(() => events.map((event) => event.kind === 'notice' && event.name)).toContain('window-add');
  control.close();
  await expect.poll(() => control.query(['list-panes'])).toMatchObject({ ok: false });
});

test('a server that hangs is named, to a client and over the connection, and keeps nobody waiting', async () => {
  const { ports, socket, dir: cwd } = privateTmux();
  const tmux = tmuxOf(ports, { socket, limit_ms: 300 });
  const pane = unwrap(await newSession(tmux, { name: 'c', cwd }));
  const control = unwrap(await openControl(ports, tmux, pane.sessionId, { limit_ms: 300 }));
  process.kill(pane.server.pid, 'SIGSTOP');
  const hangs = { ok: false, error: { code: 'TMUX_HUNG', exit: 3 } };
  const asked = [control.query(['list-panes']), listPanes(tmux), openControl(ports, tmux, '$0', { limit_ms: 300 })];
  try {
    expect(await Promise.all(asked)).toMatchObject([hangs, hangs, hangs]);
    expect(await control.query(['list-panes'])).toMatchObject(hangs);
  } finally {
    process.kill(pane.server.pid, 'SIGCONT');
  }
});

test('the death of the server answers what was asked, and everything later', async () => {
  const { tmux, ports, dir: cwd } = privateTmux();
  const pane = unwrap(await newSession(tmux, { name: 'c', cwd }));
  const control = unwrap(await openControl(ports, tmux, pane.sessionId));
  // It hears of the question no more.
  process.kill(pane.server.pid, 'SIGSTOP');
  const never = control.query(['list-panes']);
  process.kill(pane.server.pid, 'SIGKILL');
  expect(await never).toMatchObject({ ok: false, error: { code: 'TMUX_NO_SERVER' } });
  expect(await control.run(['list-panes'])).toMatchObject({ ok: false, error: { code: 'TMUX_NO_SERVER' } });
  expect(await openControl(ports, tmux, pane.sessionId)).toMatchObject({
    ok: false,
    error: { code: 'TMUX_NO_SERVER' },
  });
});

test('output comes as the bytes the program wrote', async () => {
  const { tmux, ports, dir: cwd } = privateTmux();
  const pane = unwrap(await newSession(tmux, { name: 'c', cwd, command: ['cat', '-u'] }));
  const seen: Buffer[] = [];
  const on = (event: ControlEvent): void => void (event.kind === 'output' && seen.push(Buffer.from(event.bytes)));
  const control = unwrap(await openControl(ports, tmux, pane.sessionId, { output: true, on }));
  await control.query(['send-keys', '-l', '-t', pane.id, '--', 'a\\b é']);
  await expect.poll(() => Buffer.concat(seen).toString('utf8')).toBe('a\\b é');
  control.close();
});

test('a block is read in any cut of its bytes, and only its own end closes it', () => {
  const text = '%begin 5 7 1\né %end 5 8 1\n%end 5 8 1\n%end 5 7 1\n%output %3 \\033[1m\\134\n%exit gone\n';
  const bytes = Buffer.from(text, 'utf8');
  const answers: unknown[] = [];
  const take = controlReader(
    (failed, lines) => answers.push(failed, lines),
    (event) => answers.push(event),
  );
  for (const byte of bytes) take(Uint8Array.of(byte));
  expect(answers).toEqual([
    false,
    ['é %end 5 8 1', '%end 5 8 1'],
    { kind: 'output', pane: '%3', bytes: Buffer.from('\x1b[1m\\') },
    { kind: 'notice', name: 'exit', text: 'gone' },
  ]);
});
