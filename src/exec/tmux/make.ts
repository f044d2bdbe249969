/**
 * Makes sessions, windows and panes, and marks each as made by gitcrq: only what bears the mark is ever killed unasked.
 * The mark follows in a call of its own, by id; who is killed in between leaves something unmarked, never the other way round.
 */
import { ok, type Result } from '../../domain/result.ts';
import { TMUX_HUNG, TMUX_MISSING, TMUX_NO_SERVER } from '../errors.ts';
import { inSession } from './find.ts';
import { listPanes, MARKS, PANE_FIELDS, type Pane, paneOf } from './panes.ts';
import { literal, rows, type Tmux } from './server.ts';

interface Start {
  /** An existing directory; tmux would silently take another one otherwise. */
  readonly cwd: string;
  /** Program and words, run without a shell; left out, the user's shell. */
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface SessionWords extends Start {
  readonly name: string;
  readonly windowName?: string;
  /** In character cells. */
  readonly width?: number;
  readonly height?: number;
}

export interface WindowWords extends Start {
  readonly name?: string;
}

export interface SplitWords extends Start {
  /** Side by side; else one above the other. */
  readonly horizontal: boolean;
  /** Cells, or a part of the room such as `30%`. */
  readonly size?: string;
}

const startWords = ({ cwd, command = [], env = {} }: Start): readonly string[] => [
  ...Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
  '-c',
  literal(cwd),
  ...(command.length === 0 ? [] : ['--', ...asWords(command)]),
];

/** tmux gives a single word to a shell, and several to the program itself (tmux(1), new-window). */
const asWords = (command: readonly string[]): readonly string[] =>
  command.length === 1 ? ['env', '--', ...command] : command;

const value = (flag: string, text: string | number | undefined): readonly string[] =>
  text === undefined ? [] : [flag, String(text)];

const name = (flag: string, text: string | undefined): readonly string[] =>
  value(flag, text === undefined ? undefined : literal(text));

type Made = keyof typeof MARKS;

async function made(tmux: Tmux, args: readonly string[], rest: Start, marks: readonly Made[]): Promise<Result<Pane>> {
  const printed = await rows(tmux, [...args, '-P'], PANE_FIELDS, startWords(rest));
  if (!printed.ok) return printed;
  const pane = paneOf(printed.value[0] ?? []);
  const words = {
    pane: ['-p', '-t', pane.id, MARKS.pane, pane.id],
    window: ['-w', '-t', pane.window, MARKS.window, pane.window],
    session: ['-t', `${pane.sessionId}:`, MARKS.session, pane.sessionId],
  };
  // What ended already cannot be marked, and was made all the same: whoever made it again would run its command twice.
  const marked = await tmux.all(marks.map((mark) => ['set-option', ...words[mark]]));
  const none = { pane: false, window: false, session: false };
  // Between its start and its first own step the process has no directory to show.
  return ok({
    ...pane,
    cwd: pane.cwd || rest.cwd,
    made: { ...none, ...Object.fromEntries(marks.map((mark) => [mark, marked.ok])) },
  });
}

/** A server that is about to end still has the socket: the client finds it gone, and the next one starts another. */
const STARTS = 5;

/** Starts a server if there is none. Fails with TMUX_FAILED if the name is taken; tmux writes `_` for `:` and `.` in it. */
export async function newSession(tmux: Tmux, words: SessionWords): Promise<Result<Pane>> {
  const size = [...value('-x', words.width), ...value('-y', words.height)];
  const args = ['new-session', '-d', ...name('-s', words.name), ...name('-n', words.windowName), ...size];
  const start = () => made(tmux, args, words, ['session', 'window', 'pane']);
  let started = await start();
  for (let more = 1; more < STARTS && !started.ok && started.error.code === TMUX_NO_SERVER.code; more++)
    started = await start();
  return started;
}

/** A window at the end of a session (`$N`), which goes on showing the one it shows. */
export const newWindow = (tmux: Tmux, sessionId: string, words: WindowWords): Promise<Result<Pane>> =>
  made(tmux, ['new-window', '-d', '-t', `${sessionId}:`, ...name('-n', words.name)], words, ['window', 'pane']);

/** A pane beside another one, which stays the active one. */
export const splitPane = (tmux: Tmux, pane: Pane, words: SplitWords): Promise<Result<Pane>> => {
  const args = ['split-window', '-d', words.horizontal ? '-h' : '-v', '-t', pane.id, ...value('-l', words.size)];
  return made(tmux, args, words, ['pane']);
};

const MOST_TRIES = 5;
/** A server that hangs may still make the window once it goes on: asked again, it would make two. */
const FINAL: readonly string[] = [TMUX_MISSING.code, TMUX_HUNG.code];

/** Where windows go that nobody names a session for. */
export const OWN_SESSION = 'gitcrq';

/** No name of a session. */
const NAMELESS = /^(?:\$\d+)?$/;

/**
 * A window of the session of that name or `$N`; the session is made if it is not there. Others may make or end it meanwhile.
 * Fails: PANE_NOT_FOUND for a `$N` that is not there.
 */
export async function windowIn(
  tmux: Tmux,
  asked: string,
  words: WindowWords,
): Promise<Result<{ readonly pane: Pane; readonly made: 'session' | 'window' }>> {
  // tmux writes both signs so in the name of a session.
  const session = asked.replace(/[:.]/g, '_');
  for (let attempt = 1; ; attempt++) {
    const panes = await listPanes(tmux);
    if (!panes.ok) return panes;
    const own = NAMELESS.test(session) ? inSession(panes.value, session) : ok([]);
    if (!own.ok) return own;
    const there = panes.value.find((pane) => pane.session === session || pane.sessionId === session);
    const { name: windowName, ...rest } = words;
    const started = { ...rest, name: session, ...(windowName !== undefined && { windowName }) };
    const made = there === undefined ? await newSession(tmux, started) : await newWindow(tmux, there.sessionId, words);
    if (made.ok) return ok({ pane: made.value, made: there === undefined ? 'session' : 'window' });
    if (attempt === MOST_TRIES || FINAL.includes(made.error.code)) return made;
  }
}
