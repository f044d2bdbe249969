/**
 * Edits of a request that change only the lines concerned: comments, order, unknown keys, CRLF, a BOM and a missing
 * final newline survive byte for byte.
 */
import { cutComment, type Field, formatValue, scanFrontMatter, type Unscanned } from './front-matter.ts';

const ending = (line: string): string => /\r?\n$/.exec(line)?.[0] ?? '\n';

/** A comment behind the value of a one-line field stays. */
function trailingComment(line: string, { key, from, to }: Field): string {
  if (to > from + 1) return '';
  const value = line.slice(line.indexOf(':', key.length) + 1).trimStart();
  const comment = cutComment(value.replace(/\r?\n$/, ''))?.comment.trimEnd() ?? '';
  return comment.startsWith('#') ? ` ${comment}` : comment;
}

/** The text with `key` set to `value`; the key is added at the end of the front matter if it is not there. */
export function setField(source: string, key: string, value: string | readonly string[]): string | Unscanned {
  const front = scanFrontMatter(source);
  if ('reason' in front) return front;
  const bom = source.startsWith('\uFEFF') ? '\uFEFF' : '';
  const lines = [...front.lines];
  const field = front.fields.find((entry) => entry.key === key);
  const written = `${key}: ${formatValue(value)}`;
  if (field === undefined) {
    const end = ending(lines[0] ?? '');
    const before = (lines[front.end - 1] ?? '').trim() === '' ? [] : [end];
    lines.splice(front.end, 0, ...before, `${written}${end}`);
    return bom + lines.join('') + front.body;
  }
  const line = lines[field.from] ?? '';
  lines.splice(field.from, field.to - field.from, `${written}${trailingComment(line, field)}${ending(line)}`);
  return bom + lines.join('') + front.body;
}
