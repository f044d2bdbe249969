/** What is sent arrives byte for byte; what is captured is what was written; only what is ours is ended. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unwrap } from '../../../src/domain/result.ts';
import { capture } from '../../../src/exec/tmux/capture.ts';
import { killPane, killSession } from '../../../src/exec/tmux/kill.ts';
import { newSession, splitPane } from '../../../src/exec/tmux/make.ts';
import { listPanes } from '../../../src/exec/tmux/panes.ts';
import { sendTo } from '../../../src/exec/tmux/send.ts';
import { privateTmux } from './private.ts';

const NASTY = [
  'Enter',
  'C-c',
  'it\'s "$HOME" `id` $(id) \\ \\n',
  'ends;',
  '#{pane_id} #S ##',
  '-l',
  'größe 漢字 👩‍💻',
  'a\nb\n\tc',
  '\u001b[200~in\u001b[201~out',
  'x'.repeat(100_000),
];

test('text arrives byte for byte, whatever it looks like', async () => {
  const { tmux, dir: cwd } = privateTmux();
  const file = join(cwd, 'got');
  writeFileSync(file, '');
  // Without the terminal's own editing, so that every byte is the program's.
  const line = `stty raw -echo; echo ready; exec cat > ${file}`;
  const pane = unwrap(await newSession(tmux, { name: 'raw', cwd, command: ['sh', '-c', line] }));
  await expect.poll(async () => unwrap(await capture(tmux, pane, { lines: 'screen' }))).toEqual(['ready']);
  let expected = '';
  for (const text of NASTY) {
    expect(unwrap(await sendTo(tmux, pane, { text, keys: [], enter: true }))).toBe(Buffer.byteLength(text));
    expected += `${text}\r`;
    await expect.poll(() => readFileSync(file, 'utf8'), { interval: 5 }).toBe(expected);
  }
  unwrap(await sendTo(tmux, pane, { text: '', keys: ['Up', 'C-c', 'a', 'Tab'], enter: false }));
  await expect.poll(() => readFileSync(file, 'utf8'), { interval: 5 }).toBe(`${expected}\u001b[A\u0003a\t`);
  expect(await tmux.run(['list-buffers'])).toEqual({ ok: true, value: '' });
});

test('a name that is no key, and a pane that does not listen, are refused before anything is sent', async () => {
  const { tmux, raw, dir: cwd } = privateTmux();
  const pane = unwrap(await newSession(tmux, { name: 'deaf', cwd, command: ['cat', '-u'] }));
  const key = await sendTo(tmux, pane, { text: 'lost', keys: ['Entr'], enter: false });
  expect(key).toMatchObject({ ok: false, error: { code: 'PANE_KEY_UNKNOWN', exit: 2 } });
  raw('select-pane', '-d', '-t', pane.id);
  const [now = pane] = unwrap(await listPanes(tmux)).filter(({ id }) => id === pane.id);
  const off = await sendTo(tmux, now, { text: 'lost', keys: [], enter: false });
  expect(off).toMatchObject({ ok: false, error: { code: 'PANE_DEAF', exit: 5 } });
  expect(unwrap(await capture(tmux, pane, { lines: 'all' }))).toEqual([]);
});

test('lines are counted as they were written, not as the screen broke them', async () => {
  const { tmux, dir: cwd } = privateTmux();
  const line = `i=0; while [ $i -lt 60 ]; do i=$((i + 1)); printf '%s\\033[31m%050d\\033[m\\n' 漢字$i 0; done; exec cat`;
  const pane = unwrap(await newSession(tmux, { name: 'l', cwd, width: 20, height: 5, command: ['sh', '-c', line] }));
  const all = async () => unwrap(await capture(tmux, pane, { lines: 'all' }));
  await expect.poll(async () => (await all()).length).toBe(60);
  expect((await all())[0]).toBe(`漢字1${'0'.repeat(50)}`);
  const last = unwrap(await capture(tmux, pane, { lines: 2 }));
  expect(last).toEqual([`漢字59${'0'.repeat(50)}`, `漢字60${'0'.repeat(50)}`]);
  expect(unwrap(await capture(tmux, pane, { lines: 1, escapes: true }))[0]).toContain('\u001b[31m');
});

test('only what gitcrq made is ended unasked', async () => {
  const { tmux, raw, dir: cwd } = privateTmux();
  const own = unwrap(await newSession(tmux, { name: 'own', cwd }));
  const theirs = raw('split-window', '-d', '-P', '-F', '#{pane_id}', '-t', own.id);
  const beside = unwrap(await splitPane(tmux, own, { horizontal: true, cwd }));
  const panes = unwrap(await listPanes(tmux));
  const [foreign = own] = panes.filter(({ id }) => id === theirs);
  expect(foreign.made).toEqual({ pane: false, window: true, session: true });
  expect(await killPane(tmux, foreign, false)).toMatchObject({ ok: false, error: { code: 'PANE_NOT_OURS', exit: 6 } });
  for (const name of ['own', 'first', own.sessionId])
    expect(await killSession(tmux, panes, name, false)).toMatchObject({ ok: false, error: { code: 'PANE_NOT_OURS' } });
  expect(await killSession(tmux, panes, 'ow', true)).toMatchObject({ ok: false, error: { code: 'PANE_NOT_FOUND' } });
  expect(unwrap(await killPane(tmux, beside, false))).toEqual([beside.id]);
  expect(
    unwrap(await listPanes(tmux))
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['%0', own.id, theirs]);
  unwrap(await killPane(tmux, foreign, true));
  expect(unwrap(await killSession(tmux, unwrap(await listPanes(tmux)), 'own', false))).toEqual([own.id]);
});
