/** The commits of a request for people: a line each, and what their makers wrote below it. */
import type { CrqHistory, HistoryCommit } from '../crq/history.ts';
import { approvalLines } from './approval-text.ts';
import type { Paint } from './paint.ts';

/** Said wherever a list of commits may lack its beginning. */
export const CUT_SHORT = 'this clone is shallow, so older commits may be missing; next: git fetch --unshallow';

type Shown = Omit<HistoryCommit, 'description'> & { readonly description?: string };

export const commitLines = (
  { oid, date, subject, author, description = '' }: Shown,
  paint: Paint,
): readonly string[] => [
  `${oid.slice(0, 10)} ${date.slice(0, 10)} ${subject} ${paint.dim(`(${author.replace(/ <.*$/, '')})`)}`,
  ...(description === '' ? [] : description.split('\n').map((line) => `    ${line}`.trimEnd())),
];

export const historyText = ({ id, commits, approvals }: CrqHistory, paint: Paint): string =>
  commits.length === 0
    ? `No commit belongs to ${id} yet. Link one with the line: CRQ: ${id}`
    : [...commits.flatMap((commit) => commitLines(commit, paint)), ...approvalLines(approvals, paint)].join('\n');
