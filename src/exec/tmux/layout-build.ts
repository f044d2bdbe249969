/** Makes what a plan says is missing. If it cannot all be made, what this run made is ended again, and nothing else. */
import { join } from 'node:path';
import { ok, type Result } from '../../domain/result.ts';
import type { Ports } from '../../sys/ports.ts';
import { uuidv7 } from '../../sys/uuid.ts';
import { type Control, openControl } from './control.ts';
import type { LayoutPlan } from './layout-plan.ts';
import type { WantedPane, WantedWindow } from './layout-read.ts';
import { paneScript, scriptShell } from './layout-script.ts';
import { newSession, newWindow, splitPane } from './make.ts';
import type { Pane } from './panes.ts';
import type { Tmux } from './server.ts';

export interface Built {
  readonly sessionId: string;
  readonly windows: readonly { readonly id: string; readonly name: string; readonly panes: readonly string[] }[];
}

/** A custom layout fits a window of its own size only; it begins with checksum and size. */
function sizeOf(windows: readonly WantedWindow[]): { width?: number; height?: number } {
  const sizes = windows.map(({ layout }) => /^[0-9a-f]{4},(\d+)x(\d+),/.exec(layout ?? ''));
  const [, width, height] = sizes.find((size) => size !== null) ?? [];
  return width === undefined || height === undefined ? {} : { width: Number(width), height: Number(height) };
}

/** How each pane starts: with the script of its commands, or with the user's shell alone. */
function starts({ env: around, files }: Ports, scripts: string, windows: readonly WantedWindow[]) {
  const shell = around['SHELL'] || '/bin/sh';
  const start = ({ cwd, env, commands }: WantedPane, at: number) => {
    if (commands.length === 0) return { cwd, env };
    const script = join(scripts, `pane-${at}`);
    files.mkdir(scripts, 0o700);
    files.writeUnsynced(script, paneScript(shell, commands));
    return { cwd, env, command: [scriptShell(shell), script] };
  };
  // All of them before the first one runs: the last script to be read removes the directory.
  const made = new Map(windows.flatMap(({ panes }) => panes).map((pane, at) => [pane, start(pane, at)]));
  return (pane: WantedPane) => made.get(pane) ?? { cwd: pane.cwd };
}

type Starter = ReturnType<typeof starts>;

/** Options, the other panes, and how they lie, around the first pane of a window. */
async function fill(tmux: Tmux, start: Starter, first: Pane, window: WantedWindow): Promise<Result<readonly Pane[]>> {
  const panes = [first];
  const set = await tmux.all(
    window.options.map(([name, value]) => ['set-option', '-w', '-t', first.window, name, value]),
  );
  if (!set.ok) return set;
  for (const wanted of window.panes.slice(1)) {
    const made = await splitPane(tmux, panes.at(-1) ?? first, { horizontal: false, ...start(wanted) });
    if (!made.ok) return made;
    panes.push(made.value);
    // Room for the next one.
    const even = await tmux.run(['select-layout', '-t', first.window, 'tiled']);
    if (!even.ok) return even;
  }
  const focus = panes[window.panes.findIndex((pane) => pane.focus)];
  const done = await tmux.all([
    ...(window.layout === null ? [] : [['select-layout', '-t', first.window, window.layout]]),
    ...(focus === undefined ? [] : [['select-pane', '-t', focus.id]]),
  ]);
  return done.ok ? ok(panes) : done;
}

interface Line {
  /** The server, over one connection as soon as there is a session to attach to; else by a client for each question. */
  to(sessionId: string | null): Promise<Tmux>;
  close(): void;
}

/** A layout is many short questions. */
function lineTo(ports: Ports, tmux: Tmux): Line {
  let control: Control | null = null;
  let tried = false;
  return {
    async to(sessionId) {
      if (tried || sessionId === null) return control ?? tmux;
      tried = true;
      const opened = await openControl(ports, tmux, sessionId);
      control = opened.ok ? opened.value : null;
      return control ?? tmux;
    },
    close: () => control?.close(),
  };
}

async function build(
  ports: Ports,
  line: Line,
  plan: LayoutPlan,
  made: Pane[],
  scripts: string,
): Promise<Result<Built>> {
  const { layout, missing } = plan;
  const startOf = starts(ports, scripts, missing);
  const windows: Built['windows'][number][] = [];
  let sessionId = plan.sessionId;
  for (const window of missing) {
    const named = window.name === null ? {} : { name: window.name, windowName: window.name };
    const start = startOf(window.panes[0]);
    const before = await line.to(sessionId);
    const first =
      sessionId === null
        ? await newSession(before, { ...named, ...start, ...sizeOf(missing), name: layout.session })
        : await newWindow(before, sessionId, { ...named, ...start });
    if (!first.ok) return first;
    made.push(first.value);
    const tmux = await line.to(first.value.sessionId);
    if (sessionId === null) {
      const at = `${first.value.sessionId}:`;
      const set = await tmux.all([
        ...layout.options.map(([name, value]) => ['set-option', '-t', at, name, value]),
        ...Object.entries(layout.env).map(([name, value]) => ['set-environment', '-t', at, name, value]),
      ]);
      if (!set.ok) return set;
    }
    sessionId ??= first.value.sessionId;
    const panes = await fill(tmux, startOf, first.value, window);
    if (!panes.ok) return panes;
    windows.push({
      id: first.value.window,
      name: window.name ?? first.value.windowName,
      panes: panes.value.map(({ id }) => id),
    });
  }
  const focus = plan.sessionId === null ? windows[missing.findIndex((window) => window.focus)] : undefined;
  const shown =
    focus === undefined
      ? ok('')
      : await (await line.to(sessionId)).run(['select-window', '-t', `${sessionId}:${focus.id}`]);
  return shown.ok ? ok({ sessionId: sessionId ?? '', windows }) : shown;
}

/** Fails as tmux does, with nothing left of what was made. */
export async function buildLayout(ports: Ports, tmux: Tmux, plan: LayoutPlan): Promise<Result<Built>> {
  const made: Pane[] = [];
  const scripts = join(ports.env['TMPDIR'] || '/tmp', `gitcrq-panes-${uuidv7(ports)}`);
  const line = lineTo(ports, tmux);
  const built = await build(ports, line, plan, made, scripts);
  line.close();
  if (built.ok) return built;
  for (const { window } of made) await tmux.run(['kill-window', '-t', window]);
  ports.files.removeTree(scripts);
  return built;
}
