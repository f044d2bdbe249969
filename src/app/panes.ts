/**
 * The panes a command is about: which server, read from the surroundings, and what is done there. These commands change
 * tmux and nothing of the repository, so there is no plan, no journal and no undo.
 */
import { ok, type Result, unwrap } from '../domain/result.ts';
import { choosePane, inSession } from '../exec/tmux/find.ts';
import { killPane, killSession } from '../exec/tmux/kill.ts';
import { OWN_SESSION, splitPane, windowIn } from '../exec/tmux/make.ts';
import { listPanes, type Pane } from '../exec/tmux/panes.ts';
import { type Tmux, tmuxOf } from '../exec/tmux/server.ts';
import { directory } from './directory.ts';
import type { Wired } from './wire.ts';

/** `$TMUX` is the socket's path, the server's process and the number of the session (tmux(1), ENVIRONMENT). */
function around({ env }: Wired): { readonly socket: string; readonly serverPid: number } | null {
  const [, socket, pid] = /^(.*),(\d+),\d*$/s.exec(env['TMUX'] ?? '') ?? [];
  return socket === undefined || socket === '' ? null : { socket, serverPid: Number(pid) };
}

/** The server that a flag, GITCRQ_TMUX_SOCKET or the surrounding tmux names; else the default one. */
export function tmuxHere(ports: Wired, flag: string | undefined): Tmux {
  const named = [flag, ports.env['GITCRQ_TMUX_SOCKET'], around(ports)?.socket].find((text) => text);
  const socket = named?.includes('/') ? directory(ports.cwd, [named]) : (named ?? null);
  return tmuxOf(ports, { socket });
}

/** The pane this process runs in, if it is one of these. */
export function selfAmong(ports: Wired, panes: readonly Pane[]): Pane | null {
  const pid = around(ports)?.serverPid;
  return panes.find(({ id, server }) => id === ports.env['TMUX_PANE'] && server.pid === pid) ?? null;
}

/** Those of one session, or all. */
export async function panesOf(ports: Wired, { socket, session }: On): Promise<readonly Pane[]> {
  const panes = unwrap(await listPanes(tmuxHere(ports, socket)));
  return session === undefined ? panes : unwrap(inSession(panes, session));
}

export interface On {
  readonly socket: string | undefined;
  readonly session?: string | undefined;
}

/** Runs `use` with the one pane that `text` names. Throws the failure: for commands. */
export async function withPane<T>(
  ports: Wired,
  { socket, session }: On,
  text: string,
  use: (tmux: Tmux, pane: Pane) => Promise<Result<T>>,
): Promise<T> {
  const tmux = tmuxHere(ports, socket);
  const panes = unwrap(await listPanes(tmux));
  const self = selfAmong(ports, panes)?.id ?? null;
  return unwrap(await use(tmux, unwrap(choosePane(panes, text, { session, self }))));
}

export interface NewWords extends On {
  readonly name: string | undefined;
  readonly command: readonly string[];
}

export interface MadePane {
  readonly pane: Pane;
  readonly made: 'session' | 'window' | 'pane';
}

/** A window of the session named, of the one around, or of gitcrq's own; the session is made if there is none. */
export async function newPane(ports: Wired, words: NewWords): Promise<MadePane> {
  const tmux = tmuxHere(ports, words.socket);
  const panes = unwrap(await listPanes(tmux));
  const { name, command } = words;
  const session = words.session ?? selfAmong(ports, panes)?.session ?? OWN_SESSION;
  return unwrap(await windowIn(tmux, session, { cwd: ports.cwd, command, ...(name !== undefined && { name }) }));
}

export interface SplitFlags extends On {
  readonly horizontal: boolean;
  readonly size: string | undefined;
  readonly command: readonly string[];
}

export const split = (ports: Wired, text: string, flags: SplitFlags): Promise<MadePane> =>
  withPane(ports, flags, text, async (tmux, pane) => {
    const { horizontal, size, command } = flags;
    const beside = { horizontal, cwd: ports.cwd, command, ...(size !== undefined && { size }) };
    const made = await splitPane(tmux, pane, beside);
    return made.ok ? ok({ pane: made.value, made: 'pane' as const }) : made;
  });

export type Killed = ({ readonly pane: string } | { readonly session: string }) & { readonly force: boolean };

/** Ids of the panes that ended. */
export async function kill(ports: Wired, socket: string | undefined, what: Killed): Promise<readonly string[]> {
  if ('pane' in what) return withPane(ports, { socket }, what.pane, (tmux, pane) => killPane(tmux, pane, what.force));
  const tmux = tmuxHere(ports, socket);
  return unwrap(await killSession(tmux, unwrap(await listPanes(tmux)), what.session, what.force));
}
