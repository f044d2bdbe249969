/** A pane as answers show it. */
import type * as z from 'zod/mini';
import type { paneSchema } from '../schema.ts';
import type { Pane } from './panes.ts';

export type PaneRow = z.infer<typeof paneSchema>;

export const paneRow = (pane: Pane): PaneRow => ({
  id: pane.id,
  session: pane.session,
  session_id: pane.sessionId,
  window: pane.window,
  window_index: pane.windowIndex,
  window_name: pane.windowName,
  index: pane.index,
  pid: pane.pid,
  command: pane.command,
  cwd: pane.cwd,
  width: pane.width,
  height: pane.height,
  title: pane.title,
  tty: pane.tty,
  active: pane.active && pane.windowActive,
  dead: pane.dead,
  made: pane.made.pane,
  crq: pane.crq,
  history_lines: pane.history,
});
