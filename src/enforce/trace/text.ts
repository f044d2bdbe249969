/** A trace for people: one line a commit, newest first as in `git log`, then how many commits name a request, and how. */

import type { Ink } from '../ink.ts';
import { reviewText } from './approvals.ts';
import type { Trace } from './trace.ts';
import type { TracedCommit } from './traced-commit.ts';

const COLUMN = 26;
const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
const share = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;

/** What a commit belongs to, in one column. */
function belongsTo(commit: TracedCommit): { readonly text: string; readonly style: keyof Ink } {
  const ids = commit.crqs.join(' ');
  if (commit.via !== null && commit.via !== 'body') return { text: ids, style: 'id' };
  if (commit.exempt !== undefined) return { text: `(${commit.exempt})`, style: 'dim' };
  return { text: commit.via === 'body' ? `gap (mentions ${ids})` : 'gap', style: 'bad' };
}

/** Where the text will stand. */
export interface Sheet {
  /** null: nowhere in particular, so that nothing needs to fit. */
  readonly columns: number | null;
  /** The text, or as much of it as fits. */
  readonly cut: (text: string, columns: number) => string;
}

const SUBJECT = 100;
/** Fewer columns than this are no place for a subject; it gets a line of its own. */
const SUBJECT_MIN = 20;

function row(commit: TracedCommit, ink: Ink, width: number, { columns, cut }: Sheet): string {
  const { text, style } = belongsTo(commit);
  const cell = text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
  const head = `${ink.dim(commit.oid.slice(0, 12))} ${commit.date.slice(0, 10)} ${ink[style](cell)}`;
  const subject = commit.subject.slice(0, SUBJECT);
  if (columns === null) return `${head} ${subject}`;
  const room = columns - `123456789012 2026-01-01 ${cell} `.length;
  return room < SUBJECT_MIN ? `${head.trimEnd()}\n  ${cut(subject, columns - 2)}` : `${head} ${cut(subject, room)}`;
}

/** Landing and approvals of a commit, for a trace that is about few commits. */
function proof({ landing, approvals }: TracedCommit, ink: Ink): readonly string[] {
  const landed =
    landing === undefined
      ? []
      : [
          `landed from ${landing.branch} as ${landing.oid.slice(0, 12)} by ${landing.by} at ${landing.at}, ${landing.test === undefined ? 'without a test command' : `tested by ${landing.test}`}${landing.undone === true ? ', taken back since' : ''}`,
          ...landing.overrides,
        ];
  return [...landed, ...approvals.map((one) => `${one.crq} approved by ${one.by} at ${one.at}${reviewText(one)}`)].map(
    (line) => `  ${ink.dim(line)}`,
  );
}

function ways({ commits, exempt, ways: { trailer, subject, misplaced, note, body, none } }: Trace['summary']): string {
  const parts: readonly (readonly [number, string])[] = [
    [trailer, 'by trailer'],
    [subject, 'an id leads the subject'],
    [misplaced, 'a trailer inside the text'],
    [note, 'by note'],
    [body, 'an id only mentioned elsewhere'],
    [none, 'none'],
  ];
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${share(count, commits)} ${what} (${number(count)})`);
  const free = exempt > 0 ? `; ${number(exempt)} need none` : '';
  return `${number(commits)} commit${commits === 1 ? '' : 's'}${said.length > 0 ? ': ' : ''}${said.join(', ')}${free}`;
}

/** `detailed` adds landings and approvals under each commit. */
export function traceText(trace: Trace, detailed: boolean, ink: Ink, sheet: Sheet): string {
  const most = sheet.columns === null ? COLUMN : Math.min(COLUMN, sheet.columns - 24);
  const width = Math.min(most, Math.max(3, ...trace.commits.map((commit) => belongsTo(commit).text.length)));
  const rows = trace.commits.flatMap((commit) => [
    row(commit, ink, width, sheet),
    ...(detailed ? proof(commit, ink) : []),
  ]);
  const { gaps } = trace.summary;
  const verdict = gaps === 0 ? ink.good('no gaps') : ink.bad(`${number(gaps)} gap${gaps === 1 ? '' : 's'}`);
  const requests = detailed
    ? trace.crqs.map(
        ({ id, status, commits }) =>
          `${ink.id(id)} ${status ?? 'unknown here'}, ${commits.length} commit${commits.length === 1 ? '' : 's'}`,
      )
    : [];
  return [...rows, ...requests, `${ways(trace.summary)}; ${verdict}`].join('\n');
}
