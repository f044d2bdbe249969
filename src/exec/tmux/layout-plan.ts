/** What is missing of a layout: a session is made whole, or gets the windows it lacks. Nothing that is there is touched. */
import type { Layout, WantedWindow } from './layout-read.ts';
import type { Pane } from './panes.ts';

export interface LayoutPlan {
  readonly layout: Layout;
  /** `$N` of the session that is there. */
  readonly sessionId: string | null;
  readonly missing: readonly WantedWindow[];
  /** Windows that are there. */
  readonly kept: readonly string[];
}

/** A window without a name is known by its place alone: the nth one of the file is there if the session has n windows. */
export function planLayout(layout: Layout, panes: readonly Pane[]): LayoutPlan {
  const own = panes.filter(({ session }) => session === layout.session);
  const sessionId = own[0]?.sessionId ?? null;
  const names = new Set(own.map(({ windowName }) => windowName));
  const count = new Set(own.map(({ window }) => window)).size;
  const isThere = ({ name }: WantedWindow, at: number): boolean => (name === null ? at < count : names.has(name));
  const missing = layout.windows.filter((window, at) => !isThere(window, at));
  const kept = layout.windows
    .filter((window, at) => isThere(window, at))
    .map(({ name }, at) => name ?? `window ${at + 1}`);
  return { layout, sessionId, missing, kept };
}

const windowText = ({ name, panes }: WantedWindow): string =>
  `window ${name ?? '(unnamed)'} with ${panes.length === 1 ? 'one pane' : `${panes.length} panes`}`;

/** For --dry-run. */
export const planLines = ({ layout, sessionId, missing }: LayoutPlan): readonly { op: string; summary: string }[] => [
  ...(sessionId === null ? [{ op: 'session', summary: `make session ${layout.session}` }] : []),
  ...missing.map((window) => ({ op: 'window', summary: `make ${windowText(window)} in ${layout.session}` })),
];
