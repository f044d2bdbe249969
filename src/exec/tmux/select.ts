/** Shows a pane: active in its window, and the window in its session. */
import { ok, type Result } from '../../domain/result.ts';
import type { Pane } from './panes.ts';
import type { Tmux } from './server.ts';

export async function selectPane(tmux: Tmux, pane: Pane): Promise<Result<Pane>> {
  const done = await tmux.all([
    // A window may be in several sessions; the one that was named shows it.
    ['select-window', '-t', `${pane.sessionId}:${pane.window}`],
    ['select-pane', '-t', pane.id],
  ]);
  return done.ok ? ok({ ...pane, active: true, windowActive: true }) : done;
}
