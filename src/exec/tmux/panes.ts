/** The panes of a server, by their stable ids, as one call lists them. */
import { ok, type Result } from '../../domain/result.ts';
import { TMUX_NO_SERVER } from '../errors.ts';
import { rows, type ServerId, type Tmux } from './server.ts';

export interface Pane {
  /** `%N`: never given twice by one server. */
  readonly id: string;
  readonly session: string;
  /** `$N` */
  readonly sessionId: string;
  /** `@N` */
  readonly window: string;
  readonly windowIndex: number;
  readonly windowName: string;
  readonly index: number;
  /** Of the process that tmux started in it. */
  readonly pid: number;
  /** What has the terminal now. */
  readonly command: string;
  readonly cwd: string;
  /** In character cells. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly tty: string;
  /** The one of its window that gets keys. */
  readonly active: boolean;
  /** Its window is the one its session shows. */
  readonly windowActive: boolean;
  readonly dead: boolean;
  /** Somebody scrolls or copies; keys do not reach the program. */
  readonly inMode: boolean;
  /** Keys do not reach the program at all. */
  readonly inputOff: boolean;
  /** Keys reach the other panes of its window, too. */
  readonly synchronized: boolean;
  /** What it shows is copied to a program (tmux(1), pipe-pane); there is room for one. */
  readonly piped: boolean;
  /** Lines above the screen. */
  readonly history: number;
  /** What of it gitcrq made. */
  readonly made: { readonly pane: boolean; readonly window: boolean; readonly session: boolean };
  /** The change request it works on, if one was named. */
  readonly crq: string | null;
  /** When its session was made; seconds since 1970. */
  readonly created_s: number;
  readonly server: ServerId;
}

/** A mark holds the id of what it marks: an inner thing reads the marks of the outer ones as well. */
export const MARKS = { pane: '@gitcrq', window: '@gitcrq_window', session: '@gitcrq_session' } as const;
export const CRQ_MARK = '@gitcrq_crq';

export const PANE_FIELDS = [
  'pane_id',
  'session_name',
  'session_id',
  'window_id',
  'window_index',
  'window_name',
  'pane_index',
  'pane_pid',
  'pane_current_command',
  'pane_current_path',
  'pane_width',
  'pane_height',
  'pane_title',
  'pane_tty',
  'pane_active',
  'window_active',
  'pane_dead',
  'pane_in_mode',
  'pane_input_off',
  'pane_synchronized',
  'pane_pipe',
  'history_size',
  MARKS.pane,
  MARKS.window,
  MARKS.session,
  CRQ_MARK,
  'session_created',
  'pid',
  'start_time',
] as const;

export function paneOf(row: readonly string[]): Pane {
  const text = (field: (typeof PANE_FIELDS)[number]): string => row[PANE_FIELDS.indexOf(field)] ?? '';
  const number = (field: (typeof PANE_FIELDS)[number]): number => Number(text(field));
  const flag = (field: (typeof PANE_FIELDS)[number]): boolean => number(field) > 0;
  return {
    id: text('pane_id'),
    session: text('session_name'),
    sessionId: text('session_id'),
    window: text('window_id'),
    windowIndex: number('window_index'),
    windowName: text('window_name'),
    index: number('pane_index'),
    pid: number('pane_pid'),
    command: text('pane_current_command'),
    cwd: text('pane_current_path'),
    width: number('pane_width'),
    height: number('pane_height'),
    title: text('pane_title'),
    tty: text('pane_tty'),
    active: flag('pane_active'),
    windowActive: flag('window_active'),
    dead: flag('pane_dead'),
    inMode: flag('pane_in_mode'),
    inputOff: flag('pane_input_off'),
    synchronized: flag('pane_synchronized'),
    piped: flag('pane_pipe'),
    history: number('history_size'),
    made: {
      pane: text(MARKS.pane) === text('pane_id'),
      window: text(MARKS.window) === text('window_id'),
      session: text(MARKS.session) === text('session_id'),
    },
    crq: text(CRQ_MARK) || null,
    created_s: number('session_created'),
    server: { pid: number('pid'), start_s: number('start_time') },
  };
}

/** Every pane; one of a window that several sessions share once for each. No server: no panes. */
export async function listPanes(tmux: Tmux): Promise<Result<readonly Pane[]>> {
  const listed = await rows(tmux, ['list-panes', '-a'], PANE_FIELDS);
  if (listed.ok) return ok(listed.value.map(paneOf));
  return listed.error.code === TMUX_NO_SERVER.code ? ok([]) : listed;
}

/** `session:window.pane`, as people read it. */
export const paneName = ({ session, windowIndex, index }: Pane): string => `${session}:${windowIndex}.${index}`;
