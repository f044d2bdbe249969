/** Finding panes: by stable ids and whole names, whatever the names hold. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newPane } from '../../../src/app/panes.ts';
import { unwrap } from '../../../src/domain/result.ts';
import { choosePane, findPane } from '../../../src/exec/tmux/find.ts';
import { newSession, newWindow, splitPane } from '../../../src/exec/tmux/make.ts';
import { listPanes } from '../../../src/exec/tmux/panes.ts';
import { serverOf, tmuxOf } from '../../../src/exec/tmux/server.ts';
import { privateTmux } from './private.ts';

const HOSTILE = [
  'it\'s "quoted" $HOME `x`',
  '-leading',
  'ends;',
  'ends\\;',
  '#{session_name} #S #(id) ##[x] #[fg=red] %H',
  'größe 漢字 👩‍💻',
  '*',
  'wide;;',
  '=first',
];

/** tmux shows a name as it keeps it: backslashes doubled, and one before what a shell would expand. */
const shown = (name: string): string => name.replaceAll('\\', '\\\\').replace(/\$(?=[A-Za-z_{])/g, '\\$');

test('hostile names come out as they went in, and each names its own pane only', async () => {
  const { tmux, dir } = privateTmux();
  for (const name of HOSTILE) {
    const cwd = join(dir, name.replaceAll('/', ''), 'with\nline');
    mkdirSync(cwd, { recursive: true });
    const pane = unwrap(await newSession(tmux, { name, windowName: name, cwd, width: 91, height: 33 }));
    expect([pane.session, pane.width, pane.height]).toEqual([shown(name), 91, 33]);
    expect([name, shown(name)]).toContain(pane.windowName);
    expect(pane.cwd).toBe(cwd);
    expect(unwrap(await findPane(tmux, `${pane.session}:${pane.windowName}.0`)).id).toBe(pane.id);
  }
  const panes = unwrap(await listPanes(tmux));
  expect(new Set(panes.map(({ id }) => id)).size).toBe(HOSTILE.length + 1);
  expect(panes.filter(({ made }) => made.session).length).toBe(HOSTILE.length);
});

test('a pane is found by id, index, session:window.pane and session:window, never by a prefix', async () => {
  const { tmux, raw, dir: cwd } = privateTmux();
  const work = unwrap(await newSession(tmux, { name: 'work', cwd }));
  const workshop = unwrap(await newSession(tmux, { name: 'workshop', cwd }));
  const build = unwrap(await newWindow(tmux, workshop.sessionId, { name: 'build.v1', cwd }));
  const beside = unwrap(await splitPane(tmux, build, { horizontal: true, size: '30%', cwd, command: ['cat'] }));
  const panes = unwrap(await listPanes(tmux));
  const found = (text: string, session?: string, self?: string) => {
    const one = choosePane(panes, text, { session, self: self ?? null });
    return one.ok ? one.value.id : `${one.error.code} ${one.error.message}`;
  };
  expect(found(beside.id)).toBe(beside.id);
  expect(found('workshop:1.1')).toBe(beside.id);
  expect(found('workshop:build.v1.1')).toBe(beside.id);
  expect(found('workshop:build.v1')).toBe(build.id);
  expect(found(`${workshop.sessionId}:${build.window}.${beside.id}`)).toBe(beside.id);
  expect(found('0', 'work')).toBe(work.id);
  expect(found('1', undefined, build.id)).toBe(beside.id);
  expect(found('0')).toMatch(/^PANE_AMBIGUOUS 0 may be .*work:0\.0.* or .*workshop:0\.0/);
  expect(found('works:0')).toMatch(/^PANE_NOT_FOUND there is no pane works:0; near: .*work:/);
  expect(found('wor:')).toMatch(/^PANE_NOT_FOUND/);
  expect(found('work*:0.0')).toMatch(/^PANE_NOT_FOUND/);
  expect(found('%99')).toMatch(/^PANE_NOT_FOUND/);
  expect(found('')).toMatch(/^PANE_NOT_FOUND/);
  // What tmux itself makes of the same words.
  expect(raw('display-message', '-p', '-t', 'works:0', '#{session_name}')).toBe('workshop');
  raw('rename-window', '-t', workshop.window, 'build.v1');
  expect((await findPane(tmux, 'workshop:build.v1')).ok).toBe(false);
});

test('no server is no panes, and a later server is another one', async () => {
  const { tmux, raw, kill, dir: cwd } = privateTmux({ first: false });
  expect(await listPanes(tmux)).toEqual({ ok: true, value: [] });
  expect(await serverOf(tmux)).toMatchObject({ ok: false, error: { code: 'TMUX_NO_SERVER', exit: 4 } });
  raw('new-session', '-d');
  const [before] = unwrap(await listPanes(tmux));
  expect(unwrap(await serverOf(tmux))).toEqual(before?.server);
  kill();
  // The one that is about to end may still have the socket; newSession() waits for that.
  unwrap(await newSession(tmux, { name: 'later', cwd }));
  const [after] = unwrap(await listPanes(tmux));
  expect([before?.id, after?.id]).toEqual(['%0', '%0']);
  expect(after?.server).not.toEqual(before?.server);
});

test('without tmux, or with words it does not take, there is an error that says what to type', async () => {
  const { tmux, ports, socket } = privateTmux();
  const without = tmuxOf({ ...ports, spawn: { run: () => Promise.resolve(null) } }, { socket });
  expect(await listPanes(without)).toMatchObject({ ok: false, error: { code: 'TMUX_MISSING', exit: 3 } });
  expect(await tmux.run(['no-such-command'])).toMatchObject({ ok: false, error: { code: 'TMUX_FAILED' } });
  expect(await tmux.run(['set-buffer', 'a\0b'])).toMatchObject({ ok: false, error: { code: 'TMUX_FAILED' } });
  expect(await tmux.run(['kill-pane', '-t', '%77'])).toMatchObject({ ok: false, error: { code: 'PANE_NOT_FOUND' } });
});

test('of several that ask at once for a session that is not there, one makes it and all get a window', async () => {
  const { ports, socket, tmux } = privateTmux();
  const words = { socket, session: 'shared', name: undefined, command: ['cat'] };
  const made = await Promise.all(Array.from({ length: 5 }, () => newPane(ports, words)));
  expect(made.map((one) => one.made).sort()).toEqual(['session', 'window', 'window', 'window', 'window']);
  const shared = unwrap(await listPanes(tmux)).filter(({ session }) => session === 'shared');
  expect(shared.map(({ id }) => id).sort()).toEqual(made.map(({ pane }) => pane.id).sort());
  for (const session of ['$99', ''])
    await expect(newPane(ports, { ...words, session })).rejects.toMatchObject({ code: 'PANE_NOT_FOUND' });
  // Named as people write it, and as tmux keeps it.
  const kept = await Promise.all([0, 1].map(() => newPane(ports, { ...words, session: 'a:b.c' })));
  expect(kept.map(({ made, pane }) => [made, pane.session]).sort()).toEqual([
    ['session', 'a_b_c'],
    ['window', 'a_b_c'],
  ]);
});

test('a socket that cannot be made is an error, and a file is never taken for one', async () => {
  const { ports, dir } = privateTmux({ first: false });
  const file = join(dir, 'notes');
  writeFileSync(file, 'mine');
  for (const socket of [join(dir, 'nowhere', 'socket'), file]) {
    const words = { socket, session: undefined, name: undefined, command: ['cat'] };
    await expect(newPane(ports, words), socket).rejects.toMatchObject({ code: 'TMUX_FAILED' });
  }
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
