/**
 * The history of a request as a section of a Markdown file, between two comment lines that name the request. Invariant:
 * everything outside the bounds stays byte for byte, and the same history written again changes nothing.
 */
import type { CrqId } from '../domain/brand.ts';
import type { HistoryCommit } from './history.ts';

const opening = (id: CrqId): string => `<!-- gitcrq history ${id} -->`;
const closing = (id: CrqId): string => `<!-- gitcrq history ${id} end -->`;

/** Text of a commit can be no comment of Markdown, so it cannot end the section. */
const plain = (text: string): string => text.replaceAll('<!--', '&lt;!--').replace(/(?![\t\n])\p{Cc}/gu, '');

function entry({ oid, subject, description, date }: HistoryCommit): readonly string[] {
  const quoted = plain(description)
    .split('\n')
    .map((line) => `> ${line}`.trimEnd());
  return [
    `**Commit:** ${oid}`,
    `**Subject:** ${plain(subject)}`,
    `**Date:** ${date}`,
    ...(description === '' ? [] : ['**Description:**', '', ...quoted]),
    '',
  ];
}

function section(id: CrqId, commits: readonly HistoryCommit[]): readonly string[] {
  // Two blanks at the end of a line are a line break in Markdown; the last line of a paragraph needs none.
  const entries = commits.flatMap((commit) =>
    entry(commit).map((line, at, all) => (line.startsWith('**') && (all[at + 1] ?? '') !== '' ? `${line}\\` : line)),
  );
  return [opening(id), '## Commit History', '', ...entries, closing(id)];
}

/** Where the bounds stand alone on their lines: [first, behind the last], null if there are none, or why they are broken. */
function boundsIn(lines: readonly string[], id: CrqId): readonly [number, number] | null | string {
  const at = (bound: string): readonly number[] =>
    lines.flatMap((line, index) => (line.trim() === bound ? [index] : []));
  const [from, more] = at(opening(id));
  const [to, others] = at(closing(id));
  if (more !== undefined || others !== undefined) return `the bounds of the history of ${id} stand in it twice`;
  if (from === undefined && to === undefined) return null;
  if (from === undefined) return `line ${(to ?? 0) + 1} ends a history that has no beginning`;
  if (to === undefined || to < from) return `the history that begins in line ${from + 1} has no end`;
  return [from, to + 1];
}

/** The text (bytes as Latin-1) with the section in place; `why` where its bounds are broken. */
export function withHistory(
  text: string,
  id: CrqId,
  commits: readonly HistoryCommit[],
): { readonly text: string } | { readonly why: string } {
  const lines = text.split('\n');
  const bounds = boundsIn(lines, id);
  if (typeof bounds === 'string') return { why: bounds };
  const end = lines[0]?.endsWith('\r') ? '\r' : '';
  const written = section(id, commits).map((line) => `${Buffer.from(line, 'utf8').toString('latin1')}${end}`);
  if (bounds !== null) {
    // A section at the very end of the file may have lost its last line end; what is there counts.
    const last = lines[bounds[1] - 1]?.endsWith('\r') === false && end !== '' ? written.map(dropLast) : written;
    return { text: [...lines.slice(0, bounds[0]), ...last, ...lines.slice(bounds[1])].join('\n') };
  }
  const gap = text === '' ? '' : text.endsWith('\n') ? `${end}\n` : `${end}\n${end}\n`;
  return { text: `${text}${gap}${written.join('\n')}\n` };
}

const dropLast = (line: string, index: number, all: readonly string[]): string =>
  index === all.length - 1 ? line.slice(0, -1) : line;
