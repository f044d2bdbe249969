/**
 * A trace as comma-separated values (RFC 4180). Spreadsheets take a cell that begins like a formula for one, whoever wrote
 * it: such a cell gets an apostrophe in front (OWASP, "CSV Injection").
 */
import { inline } from '../../domain/printable.ts';
import { reviewText } from './approvals.ts';
import type { Trace } from './trace.ts';
import type { TracedCommit } from './traced-commit.ts';

const FORMULA = /^[\s\p{Cf}]*[=+\-@|%＝＋－＠]/u;

function cell(text: string): string {
  const shown = inline(text);
  const safe = FORMULA.test(text) || /^[\t\r\n]/.test(text) ? `'${shown}` : shown;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

type Column = readonly [string, (commit: TracedCommit) => string | undefined];

const COLUMNS: readonly Column[] = [
  ['oid', ({ oid }) => oid],
  ['date', ({ date }) => date],
  ['author', ({ author }) => author],
  ['subject', ({ subject }) => subject],
  ['crqs', ({ crqs }) => crqs.join(' ')],
  ['via', ({ via }) => via ?? ''],
  ['exempt', ({ exempt }) => exempt],
  ['landing', ({ landing }) => landing?.oid],
  ['landed_at', ({ landing }) => landing?.at],
  ['landed_by', ({ landing }) => landing?.by],
  ['branch', ({ landing }) => landing?.branch],
  ['tested_oid', ({ landing }) => landing?.tested_oid],
  ['test', ({ landing }) => landing?.test],
  ['undone', ({ landing }) => (landing?.undone === true ? 'yes' : '')],
  [
    'approvals',
    ({ approvals }) => approvals.map((one) => `${one.crq} by ${one.by} at ${one.at}${reviewText(one)}`).join('; '),
  ],
];

/** A line of names, and a line a commit. Lines end as the RFC says. */
export const traceCsv = ({ commits }: Trace): string =>
  [
    COLUMNS.map(([name]) => name).join(','),
    ...commits.map((commit) => COLUMNS.map(([, of]) => cell(of(commit) ?? '')).join(',')),
    '',
  ].join('\r\n');
