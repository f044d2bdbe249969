/** Panes for people. */
import type { LaidOut } from '../app/pane-layout.ts';
import type { MadePane } from '../app/panes.ts';
import { type Pane, paneName } from '../exec/tmux/panes.ts';
import { paneRow } from '../exec/tmux/row.ts';
import type { Paint } from './paint.ts';
import type { Answer } from './report.ts';
import { type Cell, table } from './table.ts';

function cells(pane: Pane, paint: Paint): readonly Cell[] {
  const state = pane.dead ? 'dead' : pane.active && pane.windowActive ? 'active' : '';
  return [
    { text: pane.id, paint: paint.id },
    paneName(pane),
    pane.windowName,
    pane.command,
    `${pane.width}x${pane.height}`,
    { text: state, paint: pane.dead ? paint.bad : paint.dim },
    pane.made.pane ? 'by gitcrq' : '',
    pane.crq ?? '',
    pane.cwd,
  ];
}

export const paneList = (panes: readonly Pane[]): Answer => ({
  value: { panes: panes.map(paneRow) },
  text: (paint) =>
    panes.length === 0
      ? 'there are no panes; next: gitcrq pane new'
      : table(panes.map((pane) => cells(pane, paint))).join('\n'),
});

export const paneMade = ({ pane, made }: MadePane): Answer => ({
  value: { pane: paneRow(pane), made },
  text: (paint) => `${paint.id(pane.id)} is ${paneName(pane)}${made === 'session' ? ', in a new session' : ''}`,
});

export function laidOut(value: LaidOut): Answer {
  const { session, made, windows, kept, path } = value;
  if (path !== null) return { value, text: `wrote ${path}` };
  const what = made === 'session' ? `made session ${session}` : `session ${session} is there`;
  const lines = windows.map(({ id, name, panes }) => `made window ${id} ${name}: ${panes.join(' ')}`);
  const notes = kept.length === 0 ? [] : [`left as they are: ${kept.join(', ')}`];
  return { value, text: [what, ...lines].join('\n'), notes };
}
