/** What a hook puts right in a message before it is read: the way ids are written, and trailers above git's own list. */
import { parseWrittenId } from '../../domain/id.ts';
import { parseMessage } from '../../domain/message.ts';
import { type MessageFile, messageEnd, withText } from './message-file.ts';

/** The index of the line where the last paragraph before `end` begins. */
function lastParagraph(lines: readonly string[], end: number): number {
  let first = end;
  while (first > 0 && (lines[first - 1] ?? '').trim() !== '') first--;
  return first;
}

const CRQ_LINE = /^crq[ \t]*:(.*)$/i;

/** `crq: crq-7` becomes `CRQ: CRQ-7`; a line with anything else than ids stays as it is, for the rules to name. */
function canonicalLine(line: string, prefixes: readonly string[]): string {
  const ids = (
    CRQ_LINE.exec(line)?.[1]
      ?.trim()
      .split(/[\s,]+/) ?? []
  ).map((word) => parseWrittenId(word, prefixes));
  return ids.length > 0 && !ids.includes(null) ? `CRQ: ${ids.join(', ')}` : line;
}

/** Trailers in which ids are written as gitcrq writes them. */
export function canonical(file: MessageFile, prefixes: readonly string[]): MessageFile {
  const lines = file.text.split('\n');
  const end = messageEnd(file);
  const first = lastParagraph(lines, end);
  // A subject alone is no trailer.
  if (first === 0) return file;
  const written = lines.map((line, at) => (at >= first && at < end ? canonicalLine(line, prefixes) : line));
  return withText(file, written.join('\n'));
}

const CONFLICTS = /\n(\S+ Conflicts:\n(?:\S+\t[^\n]*\n)+)$/;

/**
 * After a conflict git ends the message with a list of the paths. `--continue` drops it, `commit --no-edit` keeps it as
 * text, and the hook cannot tell which: trailers above it would be none then, so they move below it.
 */
export function belowConflicts(file: MessageFile): MessageFile {
  const list = file.edited ? null : CONFLICTS.exec(file.text);
  if (list === null) return file;
  const above = file.text.slice(0, list.index).trimEnd();
  if (parseMessage(above).trailers.length === 0) return file;
  const lines = above.split('\n');
  const first = lastParagraph(lines, lines.length);
  const [text, trailers] = [lines.slice(0, first), lines.slice(first)];
  return withText(file, `${text.join('\n').trimEnd()}\n\n${list[1]}\n${trailers.join('\n')}\n`);
}
