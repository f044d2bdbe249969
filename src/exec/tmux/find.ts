/**
 * From what a person types to one pane. Only whole names count: tmux itself would take the beginning of a name, or a
 * pattern, and type into whatever fits.
 */
import { nearest } from '../../domain/distance.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { PANE_AMBIGUOUS, PANE_NOT_FOUND } from '../errors.ts';
import { listPanes, type Pane, paneName } from './panes.ts';
import type { Tmux } from './server.ts';

export interface Where {
  /** Where a bare index counts: a session's name or `$N`. */
  readonly session?: string | undefined;
  /** The pane gitcrq itself runs in; a bare index counts in its window if no session is named. */
  readonly self?: string | null;
}

const ofSession = (pane: Pane, name: string): boolean => pane.session === name || pane.sessionId === name;

const inWindow = (pane: Pane, name: string): boolean =>
  pane.window === name || pane.windowName === name || String(pane.windowIndex) === name;

/** Where `text` of a window may end and that of a pane begin: a window's name may hold dots. */
function inText(panes: readonly Pane[], text: string): readonly Pane[] {
  const whole = panes.filter((pane) => pane.active && inWindow(pane, text));
  const dot = text.lastIndexOf('.');
  const [window, index] = [text.slice(0, dot), text.slice(dot + 1)];
  const split = panes.filter((pane) => inWindow(pane, window) && (String(pane.index) === index || pane.id === index));
  return dot === -1 ? whole : [...whole, ...split];
}

function inOne(panes: readonly Pane[], text: string, { session, self }: Where): readonly Pane[] {
  const own = session === undefined ? panes.find((pane) => pane.id === self) : undefined;
  const among =
    own === undefined
      ? panes.filter((pane) => pane.windowActive && (session === undefined || ofSession(pane, session)))
      : panes.filter((pane) => pane.window === own.window && pane.sessionId === own.sessionId);
  return among.filter((pane) => String(pane.index) === text);
}

function fitting(panes: readonly Pane[], text: string, where: Where): readonly Pane[] {
  if (/^%\d+$/.test(text)) {
    const same = panes.filter((pane) => pane.id === text);
    const asked = same.filter((pane) => where.session === undefined || ofSession(pane, where.session));
    return asked.slice(0, 1);
  }
  if (/^\d+$/.test(text)) return inOne(panes, text, where);
  // No session has a colon in its name; tmux sees to that.
  const colon = text.indexOf(':');
  if (colon === -1) return [];
  const within = panes.filter((pane) => ofSession(pane, text.slice(0, colon)));
  const rest = text.slice(colon + 1);
  return rest === '' ? within.filter((pane) => pane.active && pane.windowActive) : inText(within, rest);
}

const described = (pane: Pane): string => `${pane.id} (${paneName(pane)}, ${pane.command})`;

function notFound(panes: readonly Pane[], text: string, { session }: Where) {
  const names = panes.flatMap((pane) => [paneName(pane), pane.id, `${pane.session}:${pane.windowName}`]);
  const sessions = [...new Set(panes.map((pane) => pane.session))];
  const [asked = ''] = text.split(':');
  const near = new Set([
    ...nearest(text, names),
    ...(text.includes(':') ? nearest(asked, sessions) : []).map((name) => `${name}:`),
    ...names.filter((name) => text !== '' && name.startsWith(text)).slice(0, 3),
  ]);
  const there = panes.slice(0, 5).map(described).join(', ');
  const hint =
    near.size > 0 ? `; near: ${[...near].slice(0, 5).join(', ')}` : there === '' ? '' : `; there are ${there}`;
  const at = session === undefined ? '' : ` in session ${session}`;
  return fail(
    PANE_NOT_FOUND,
    panes.length === 0 ? `there is no pane ${text}: no tmux server has any` : `there is no pane ${text}${at}${hint}`,
    [panes.length === 0 ? 'gitcrq pane new' : 'gitcrq pane list'],
  );
}

/**
 * The one pane that `text` means: `%N`, the index of a pane (in the window of `where`), `session:window.pane`, or
 * `session:window` for its active pane. Fails: PANE_NOT_FOUND, PANE_AMBIGUOUS, and as the server does.
 */
export async function findPane(tmux: Tmux, text: string, where: Where = {}): Promise<Result<Pane>> {
  const panes = await listPanes(tmux);
  return panes.ok ? choosePane(panes.value, text, where) : panes;
}

/** findPane among panes that are known already. */
export function choosePane(panes: readonly Pane[], text: string, where: Where = {}): Result<Pane> {
  const found = fitting(panes, text, where);
  const ids = new Set(found.map((pane) => pane.id));
  const [first] = found;
  if (first === undefined) return notFound(panes, text, where);
  if (ids.size === 1) return ok(first);
  return fail(PANE_AMBIGUOUS, `${text} may be ${found.map(described).join(' or ')}`, ['gitcrq pane list']);
}

/** The panes of a session, by its whole name or `$N`. Fails: PANE_NOT_FOUND. */
export function inSession(panes: readonly Pane[], name: string): Result<readonly Pane[]> {
  const own = panes.filter((pane) => ofSession(pane, name));
  if (own.length > 0) return ok(own);
  const there = [...new Set(panes.map(({ session }) => session))].slice(0, 5).join(', ');
  const known = there === '' ? 'no tmux server has any' : `there are ${there}`;
  return fail(PANE_NOT_FOUND, `there is no session ${name || 'without a name'}: ${known}`, ['gitcrq pane list']);
}
