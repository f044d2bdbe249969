/**
 * The lines of a document that somebody wrote before gitcrq, with what they are: a heading, a `**Key:** value`, text, or
 * code. What stands in a code block is quoted, not said. Lines are looked at as far as LOOKED signs, so that no line can
 * be made slow.
 */

export interface LegacyLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  /** Inside a fenced block, or one of its fences. */
  readonly code: boolean;
  readonly heading: { readonly level: number; readonly text: string } | null;
  /** A key and what stands behind it on the same line; `listed` if it is an item of a list. */
  readonly field: { readonly key: string; readonly value: string; readonly listed: boolean } | null;
}

const LOOKED = 500;

const FENCE = /^\s*(`{3,}|~{3,})(.*)$/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/;
const BOLD = /^\s*([-*+]\s+)?(?:\*\*|__)([A-Za-z][A-Za-z /()-]{0,40}?)(?::(?:\*\*|__)|(?:\*\*|__)\s*:)(.*)$/;
const PLAIN = /^([A-Za-z][A-Za-z ]{0,20}):[ \t]+(\S.*)$/;
const CELLS = /^\s*\|\s*(?:\*\*)?([A-Za-z][A-Za-z ]{0,40}?):?(?:\*\*)?\s*\|\s*([^|]+?)\s*\|/;
/** Further down a plain `Word: …` is a sentence. */
const PLAIN_LINES = 15;

function headingText(text: string): string {
  let end = text.trimEnd().length;
  while (text[end - 1] === '#') end--;
  // `C#` ends in a sign of its own; a closing run stands behind a blank.
  return end > 0 && !/\s/.test(text[end - 1] ?? '') ? text.trimEnd() : text.slice(0, end).trimEnd();
}

const unquoted = (value: string): string =>
  value
    .trim()
    .replace(/\\$/, '')
    .replace(/^`([^`]*)`$/, '$1')
    .trim();

/** The line below the head of a table. */
const RULE = /^\s*\|?[\s:|-]*-[\s:|-]*$/;

function fieldIn(text: string, line: number, below: string): LegacyLine['field'] {
  const bold = BOLD.exec(text);
  if (bold !== null)
    return { key: bold[2]?.trim() ?? '', value: unquoted(bold[3] ?? ''), listed: bold[1] !== undefined };
  const cells = RULE.test(below) ? null : CELLS.exec(text);
  const other = cells ?? (line <= PLAIN_LINES ? PLAIN.exec(text) : null);
  return other === null ? null : { key: other[1]?.trim() ?? '', value: unquoted(other[2] ?? ''), listed: false };
}

/** What is open after this line: the fence of a code block, or null. */
function fenceAfter(open: string | null, line: string): string | null {
  const [, sign = '', rest = ''] = FENCE.exec(line) ?? [];
  if (sign === '') return open;
  if (open === null) return sign.startsWith('`') && rest.includes('`') ? null : sign;
  return sign.startsWith(open) && rest.trim() === '' ? null : open;
}

/** A line with signs in front, or one that is underlined. */
function headingIn(line: string, below: string): LegacyLine['heading'] {
  const head = HEADING.exec(line);
  if (head !== null) return { level: head[1]?.length ?? 1, text: headingText(head[2] ?? '') };
  return line.trim() !== '' && /^={2,}\s*$/.test(below) ? { level: 1, text: line.trim() } : null;
}

/** `first`: the number of the first line, for a document whose head was read otherwise. */
export function legacyLines(text: string, first = 1): readonly LegacyLine[] {
  const rows = text.split('\n').map((row) => (row.endsWith('\r') ? row.slice(0, -1) : row));
  let fence: string | null = null;
  return rows.map((row, index) => {
    const looked = row.slice(0, LOOKED);
    const number = first + index;
    const before: string | null = fence;
    fence = fenceAfter(before, looked);
    const code = before !== null || fence !== null;
    const below = (rows[index + 1] ?? '').slice(0, LOOKED);
    const heading = code ? null : headingIn(looked, below);
    const field = code || heading !== null ? null : fieldIn(looked, number, below);
    return { number, text: row, code, heading, field };
  });
}

/** A heading without its number: `3.1 Goals` is `Goals`. */
export const unnumbered = (text: string): string => text.replace(/^\d+(?:\.\d+)*[.)]?\s+/, '');
