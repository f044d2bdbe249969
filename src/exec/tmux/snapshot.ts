/** Everything that the panes of a server show at one time, with where it was and what ran there. */
import type * as z from 'zod/mini';
import { ok, type Result } from '../../domain/result.ts';
import type { Clock } from '../../sys/ports.ts';
import { PANE_NOT_FOUND } from '../errors.ts';
import { redactor } from '../record/redact.ts';
import type { snapshotSchema } from '../schema.ts';
import { capture } from './capture.ts';
import { listPanes, type Pane } from './panes.ts';
import { paneRow } from './row.ts';
import { rows, type Tmux } from './server.ts';

export type Snapshot = z.infer<typeof snapshotSchema>;
export type SnapshotSession = Snapshot['sessions'][number];
type SnapshotWindow = SnapshotSession['windows'][number];
export type SnapshotPane = SnapshotWindow['panes'][number];

/** Of each pane, if nothing else is asked for: memory and file stay small whatever the panes keep. */
export const SNAPSHOT_LINES = 2000;

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** A pane that ended meanwhile is left out. */
async function paneNow(tmux: Tmux, clock: Clock, pane: Pane, lines: number): Promise<Result<SnapshotPane | null>> {
  const captured = clock.now().toISOString();
  const read = await capture(tmux, pane, { lines: lines + 1 });
  if (!read.ok) return read.error.code === PANE_NOT_FOUND.code ? ok(null) : read;
  return ok({
    ...paneRow(pane),
    captured,
    lines: withoutTokens(read.value.slice(-lines)),
    cut: read.value.length > lines,
  });
}

/** What looks like a token is taken out as in recordings: a snapshot is kept, and shown to others. */
function withoutTokens(lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const redact = redactor([]);
  const bytes = Buffer.from(lines.join('\n')).toString('latin1');
  return Buffer.from(redact.push(bytes) + redact.end(), 'latin1')
    .toString('utf8')
    .split('\n');
}

const LAYOUT = ['session_id', 'window_id', 'window_width', 'window_height', 'window_layout'] as const;

/** The last `lines` of each pane. A server that does not run has no sessions. */
export async function takeSnapshot(tmux: Tmux, clock: Clock, lines = SNAPSHOT_LINES): Promise<Result<Snapshot>> {
  const taken = clock.now().toISOString();
  const panes = await listPanes(tmux);
  if (!panes.ok) return panes;
  const server = panes.value[0]?.server ?? { pid: 0, start_s: 0 };
  const at = { socket: tmux.socket, pid: server.pid, started: isoOf(server.start_s) };
  if (panes.value.length === 0) return ok({ schema: 'gitcrq.snapshot/1', taken, server: at, sessions: [] });
  const layouts = await rows(tmux, ['list-windows', '-a'], LAYOUT);
  if (!layouts.ok) return layouts;
  const sessions: SnapshotSession[] = [];
  for (const pane of panes.value) {
    const now = await paneNow(tmux, clock, pane, lines);
    if (!now.ok) return now;
    if (now.value !== null) windowOf(sessionOf(sessions, pane), pane, layouts.value).panes.push(now.value);
  }
  return ok({ schema: 'gitcrq.snapshot/1', taken, server: at, sessions });
}

function sessionOf(sessions: SnapshotSession[], pane: Pane): SnapshotSession {
  const there = sessions.find(({ id }) => id === pane.sessionId);
  if (there !== undefined) return there;
  const session = {
    id: pane.sessionId,
    name: pane.session,
    created: isoOf(pane.created_s),
    made: pane.made.session,
    windows: [],
  };
  sessions.push(session);
  return session;
}

function windowOf(session: SnapshotSession, pane: Pane, layouts: readonly (readonly string[])[]): SnapshotWindow {
  const there = session.windows.find(({ id, index }) => id === pane.window && index === pane.windowIndex);
  if (there !== undefined) return there;
  const row = layouts.find(([sessionId, id]) => sessionId === session.id && id === pane.window) ?? [];
  const [, , width = 0, height = 0, layout = ''] = row;
  const window = {
    id: pane.window,
    index: pane.windowIndex,
    name: pane.windowName,
    active: pane.windowActive,
    width: Number(width),
    height: Number(height),
    layout,
    panes: [],
  };
  session.windows.push(window);
  return window;
}

/** With the session and window each of them is in, as its own row says. */
export const panesIn = ({ sessions }: Snapshot): readonly SnapshotPane[] =>
  sessions.flatMap(({ windows }) => windows.flatMap(({ panes }) => panes));
