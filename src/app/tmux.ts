/** Which tmux a command talks to, and which of its panes the command itself is in. The only place that asks the environment. */
import { type Tmux, tmuxOf } from '../exec/tmux/server.ts';
import type { Wired } from './wire.ts';

/** `asked`: a name or a path, as --tmux-socket said. */
export function tmuxHere(ports: Wired, asked: string | undefined): Tmux {
  const [around = ''] = (ports.env['TMUX'] ?? '').split(',');
  return tmuxOf(ports, { socket: asked ?? (ports.env['GITCRQ_TMUX_SOCKET'] || around || null) });
}
