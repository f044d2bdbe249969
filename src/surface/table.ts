/** Rows in columns, for people. The last column runs on; nothing is cut, so that what is printed can be searched. */

/** Code points; most cells are plain ASCII, and counting those costs nothing. */
const width = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : [...text].length);

/** Two spaces between columns, as wide as their widest cell. Cells are plain text; paint whole lines, or the last cell. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, width(row[column] ?? '')), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell) + 2),
      )
      .join('')
      .trimEnd(),
  );
}
