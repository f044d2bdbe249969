/** Snapshots of panes, and what was found in them, for people. */
import type { Taken } from '../app/pane-search.ts';
import { inline } from '../domain/printable.ts';
import type { Found, Match } from '../exec/tmux/search.ts';
import type { SnapshotPane, SnapshotSession } from '../exec/tmux/snapshot.ts';
import type { Paint } from './paint.ts';
import { counted } from './plural.ts';

const place = ({ session, window_index, index }: Pick<Match, 'session' | 'window_index' | 'index'>): string =>
  inline(`${session}:${window_index}.${index}`);

const row = (match: Match, paint: Paint): string => {
  const from = match.snapshot === null ? match.time : `${match.time} (saved)`;
  return `${paint.id(match.pane)} ${place(match)} ${paint.dim(from)} ${match.line}: ${inline(match.text)}`;
};

export const foundText = ({ matches }: Found, paint: Paint): string =>
  matches.length === 0 ? 'found nowhere' : matches.map((match) => row(match, paint)).join('\n');

export const foundNotes = ({ more, searched, unreadable }: Found): readonly string[] => [
  `searched ${counted(searched.panes, 'pane')} and ${counted(searched.snapshots, 'saved snapshot')}`,
  ...(more ? ['there are more matches'] : []),
  ...unreadable.map(({ path, reason }) => `not searched: ${path}: ${reason}`),
];

function paneText(pane: SnapshotPane, paint: Paint): readonly string[] {
  const { id, command, pid, width, height, cwd, crq, captured } = pane;
  const about = [inline(command), `pid ${pid}`, `${width}x${height}`, inline(cwd), ...(crq === null ? [] : [crq])];
  return [
    `${paint.id(id)} ${place(pane)}  ${about.join('  ')}  ${paint.dim(captured)}`,
    ...(pane.cut ? [paint.dim('    …')] : []),
    ...pane.lines.map((line) => `    ${inline(line)}`),
  ];
}

const sessionText = ({ id, name, windows }: SnapshotSession, paint: Paint): readonly string[] => [
  paint.strong(`session ${id} ${inline(name)}`),
  ...windows.flatMap((window) => [
    `window ${window.id} ${window.index} ${inline(window.name)}${window.active ? ' (shown)' : ''}`,
    ...window.panes.flatMap((pane) => paneText(pane, paint)),
  ]),
];

export function takenText({ path, panes, snapshot }: Taken, paint: Paint): string {
  if (snapshot === null) return `${counted(panes, 'pane')} in ${path ?? ''}`;
  if (panes === 0) return 'there are no panes; next: gitcrq pane new';
  return snapshot.sessions.flatMap((session) => sessionText(session, paint)).join('\n');
}
