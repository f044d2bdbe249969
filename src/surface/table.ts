/**
 * Rows in columns, for people. Piped, nothing is cut, so that what is printed can be searched; on a terminal a row is made
 * to fit it: the last column gives way first, then goes to a line of its own, then the widest of the others give way.
 */

import { inline } from '../domain/printable.ts';
import { outColumns } from './print.ts';
import { cut, width } from './width.ts';

/** Text with a style of paint.ts, applied once its width is known. */
export interface Styled {
  readonly text: string;
  readonly paint: (text: string) => string;
}
export type Cell = string | Styled;

const GAP = 2;
/** Fewer columns than this are no place for a sentence. */
const LAST_MIN = 16;
const CELL_MIN = 6;

const textOf = (cell: Cell | undefined): string => inline(typeof cell === 'string' ? cell : (cell?.text ?? ''));
const painted = (cell: Cell | undefined, text: string): string =>
  typeof cell === 'object' && text !== '' ? cell.paint(text) : text;

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, one) => sum + one, 0) + GAP * Math.max(0, widths.length - 1);

/** The widest columns give way until all of them fit, or none is left that may. */
function squeezed(widths: readonly number[], columns: number): readonly number[] {
  let cap = Math.max(...widths, CELL_MIN);
  const capped = (): readonly number[] => widths.map((one) => Math.min(one, cap));
  while (cap > CELL_MIN && total(capped()) > columns) cap--;
  return capped();
}

interface Layout {
  readonly widths: readonly number[];
  /** Columns of the last cell's own line; null where it stands in the row. */
  readonly below: number | null;
}

function layout(widths: readonly number[], columns: number): Layout {
  const first = widths.slice(0, -1);
  const left = columns - total(first) - GAP;
  if (total(widths) <= columns) return { widths, below: null };
  if (left >= LAST_MIN) return { widths: [...first, left], below: null };
  return { widths: squeezed(first, columns), below: columns - GAP };
}

const padded = (cell: Cell | undefined, columns: number, isLast: boolean): string => {
  const text = cut(textOf(cell), columns);
  return painted(cell, text) + (isLast ? '' : ' '.repeat(columns - width(text) + GAP));
};

/** Two spaces between columns, as wide as their widest cell, within `columns` (null: no limit). */
export function table(rows: readonly (readonly Cell[])[], columns: number | null = outColumns()): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  if (count === 0) return rows.map(() => '');
  const natural = Array.from({ length: count }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, width(textOf(row[column]))), 0),
  );
  const { widths, below } = columns === null ? { widths: natural, below: null } : layout(natural, columns);
  return rows.map((row) => {
    const line = widths
      .slice(0, row.length)
      .map((room, column) => padded(row[column], room, column === row.length - 1))
      .join('')
      .trimEnd();
    const last = below === null || row.length < count ? undefined : row[count - 1];
    return last === undefined ? line : `${line}\n${' '.repeat(GAP)}${painted(last, cut(textOf(last), below ?? 0))}`;
  });
}
