/** A file becomes a session: whole or not at all, beside what is there, with commands that nobody typed. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freezeTo, layOut, layoutLines } from '../../../src/app/pane-layout.ts';
import { wire } from '../../../src/app/wire.ts';
import { unwrap } from '../../../src/domain/result.ts';
import { capture } from '../../../src/exec/tmux/capture.ts';
import { whyBusy } from '../../../src/exec/tmux/idle.ts';
import { readLayout } from '../../../src/exec/tmux/layout-read.ts';
import { listPanes, type Pane } from '../../../src/exec/tmux/panes.ts';
import { type Private, privateTmux } from './private.ts';

const FILE = `session_name: dev
start_directory: ./web
environment: { WHERE: session }
shell_command_before: export BEFORE=yes
windows:
  - window_name: edit
    layout: main-vertical
    options: { main-pane-width: 50 }
    panes:
      - shell_command:
          - cd sub
          - cmd: echo "it's \${BEFORE} $WHERE \\"Enter\\"" > out
        environment: { WHERE: pane }
      - blank
      - "false; exit 3"
      - shell_command: "if broken ("
        focus: true
  - window_name: logs
    focus: true
    panes: [cat -u]
`;

const shells = async (at: Private, session: string): Promise<readonly Pane[]> =>
  unwrap(await listPanes(at.tmux)).filter((pane) => pane.session === session);

const scene = (text: string) => {
  const at = privateTmux();
  mkdirSync(join(at.dir, 'web/sub'), { recursive: true });
  const ports = { ...at.ports, env: { ...at.ports.env, TMPDIR: at.dir } };
  writeFileSync(join(at.dir, 'dev.yaml'), text);
  return { ...at, ports };
};

test('a directory may be a link to one', () => {
  const { ports, dir } = scene('');
  symlinkSync('web', join(dir, 'link'));
  const read = readLayout(ports, join(dir, 'dev.yaml'), 'session_name: a\nstart_directory: link\nwindows: [{}]\n');
  expect(unwrap(read).windows[0]?.panes[0].cwd).toBe(join(dir, 'link'));
});

test('makes windows and panes, runs the commands, and leaves shells behind', async () => {
  const at = scene(FILE);
  const lines = await layoutLines(at.ports, at.socket, 'dev.yaml');
  expect(lines.map(({ summary }) => summary)).toEqual([
    'make session dev',
    'make window edit with 4 panes in dev',
    'make window logs with one pane in dev',
  ]);
  expect(await shells(at, 'dev')).toEqual([]);
  const laid = await layOut(at.ports, at.socket, 'dev.yaml');
  expect(laid).toMatchObject({ session: 'dev', made: 'session', kept: [] });
  expect(laid.windows.map(({ name, panes }) => [name, panes.length])).toEqual([
    ['edit', 4],
    ['logs', 1],
  ]);
  const out = () => readFileSync(join(at.dir, 'web/sub/out'), 'utf8');
  await expect.poll(out).toBe('it\'s yes pane "Enter"\n');
  // A command that ends the shell, or that cannot be read, does not end the pane.
  await expect
    .poll(async () => (await shells(at, 'dev')).map(({ command }) => command))
    .toEqual(['sh', 'sh', 'sh', 'sh', 'cat']);
  const panes = await shells(at, 'dev');
  for (const pane of panes.slice(0, 4)) expect(await whyBusy(at.ports, pane)).toBeNull();
  expect(panes.map(({ cwd }) => cwd.slice(at.dir.length))).toEqual(['/web/sub', '/web', '/web', '/web', '/web']);
  expect(panes.map(({ width }) => width).slice(0, 2)).toEqual([50, 29]);
  expect(panes.filter(({ active }) => active).map(({ id }) => id)).toEqual([panes[3]?.id, panes[4]?.id]);
  expect(panes.find(({ windowActive }) => windowActive)?.windowName).toBe('logs');
  expect(panes.every(({ made }) => made.pane && made.window && made.session)).toBe(true);
  expect(readdirSync(at.dir).filter((name) => name.startsWith('gitcrq-panes'))).toEqual([]);

  const again = await layOut(at.ports, at.socket, 'dev.yaml');
  expect(again).toMatchObject({ made: 'nothing', windows: [], kept: ['edit', 'logs'] });

  await freezeTo(at.ports, at.socket, 'frozen.yaml', 'dev');
  await expect(freezeTo(at.ports, at.socket, 'frozen.yaml', 'dev')).rejects.toMatchObject({ code: 'LAYOUT_FILE' });
  const frozen = readFileSync(join(at.dir, 'frozen.yaml'), 'utf8');
  expect(frozen).toContain('shell_command: cat -u');
  writeFileSync(join(at.dir, 'copy.yaml'), frozen.replace('session_name: dev', 'session_name: copy'));
  await layOut(at.ports, at.socket, 'copy.yaml');
  const sizes = (some: readonly Pane[]) =>
    some.map(({ width, height, cwd, windowName }) => [width, height, cwd, windowName]);
  expect(sizes(await shells(at, 'copy'))).toEqual(sizes(panes));
});

test('a session of that name keeps what it has, and gets what it lacks', async () => {
  const at = scene(FILE.replace('session_name: dev', 'session_name: first'));
  at.raw('rename-window', '-t', 'first:0', 'logs');
  at.raw('split-window', '-d', '-t', 'first:0', 'cat');
  const before = (await shells(at, 'first')).map(({ id, pid }) => [id, pid]);
  const laid = await layOut(at.ports, at.socket, 'dev.yaml');
  expect(laid).toMatchObject({ made: 'windows', kept: ['logs'], windows: [{ name: 'edit' }] });
  const after = await shells(at, 'first');
  expect(after.slice(0, 2).map(({ id, pid }) => [id, pid])).toEqual(before);
  expect(after.find(({ windowActive }) => windowActive)?.windowName).toBe('logs');
});

test('what cannot be made whole is not made at all', async () => {
  const at = scene(FILE.replace('main-pane-width: 50', 'no-such-option: 1'));
  await expect(layOut(at.ports, at.socket, 'dev.yaml')).rejects.toMatchObject({ code: 'TMUX_FAILED' });
  expect(unwrap(await listPanes(at.tmux)).map(({ session }) => session)).toEqual(['first']);
  expect(unwrap(await capture(at.tmux, { id: '%0' }, { lines: 'all' })).join('')).not.toContain('sub');
  expect(readdirSync(at.dir).filter((name) => name.startsWith('gitcrq-panes'))).toEqual([]);
});

test.each([
  ['windows:\n  - panes: [a]\n', /:1:1: `session_name`: expected/],
  [
    'session_name: a\nwindows:\n  - windw_name: x\n',
    /:3:5: `windows.0.windw_name`: unknown key; did you mean `window_name`/,
  ],
  [
    'session_name: a\nwindows:\n  - panes:\n      - shell_comand: x\n',
    /:4:9: `windows.0.panes.0.shell_comand`: unknown key/,
  ],
  ['session_name: a:b\nwindows: [{}]\n', /:1:1: `session_name`: expected a name without/],
  ['session_name: a\nwindows: []\n', /:2:1: `windows`: must not be empty/],
  ['session_name: a\nwindows: [{layout: cubist}]\n', /:2:12: `windows.0.layout`: expected even-horizontal/],
  [
    'session_name: a\nstart_directory: /no/such\nwindows: [{}]\n',
    /:2:1: `start_directory`: \/no\/such is no directory/,
  ],
  ['session_name: a\nwindows:\n  - panes: [{shell_command: [1]}]\n', /expected string/],
  ['session_name: [\n', /:2:1: /],
  ['\0\u0001garbage: : :\n\t- x', /:\d+:\d+: /],
  ['', /:1:1: expected object/],
  ['a: &a [*a]\n', /:1:\d+: /],
])('a mistake has its place: %j', (text, message) => {
  const ports = wire({ env: {}, cwd: '/' });
  expect(readLayout(ports, '/dev.yaml', text)).toMatchObject({
    ok: false,
    error: { code: 'LAYOUT_INVALID', message: expect.stringMatching(message) },
  });
});
