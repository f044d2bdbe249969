/** A report for people: each finding with its commit, what is wrong and the command that mends it; then the counts. */
import { exempted } from '../../domain/exemption.ts';
import { inline, wellFormed } from '../../domain/printable.ts';
import type { Finding, Summary } from '../check.ts';
import type { ExemptionUse } from '../exemptions.ts';
import type { Ink } from '../ink.ts';
import type { Format } from '../reporter.ts';

const PAINTED: Readonly<Record<Finding['level'], keyof Ink>> = { error: 'bad', warning: 'warn', info: 'dim' };

function findingText(finding: Finding, ink: Ink): string {
  const { rule, level, oid, subject, message, next } = finding;
  const commit =
    oid === undefined
      ? ''
      : ` ${ink.id(oid.slice(0, 12))} ${subject === '' ? ink.dim('(no subject)') : inline(wellFormed((subject ?? '').slice(0, 80)))}`;
  return `${ink[PAINTED[level]](level)} ${ink.strong(rule)}${commit}\n  ${inline(message)}\n  ${ink.dim('next:')} ${inline(next)}`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export function summaryText(summary: Summary, ink: Ink): string {
  const { commits, linked, exempt, unlinked, before_adoption, errors, warnings } = summary;
  const parts = [
    `${linked} linked`,
    `${exempt} exempt`,
    `${unlinked} unlinked`,
    ...(before_adoption > 0 ? [`${before_adoption} before adoption`] : []),
  ];
  const verdict = errors > 0 ? ink.bad(plural(errors, 'error')) : ink.good('no errors');
  return `${plural(commits, 'commit')}: ${parts.join(', ')}; ${verdict}, ${plural(warnings, 'warning')}`;
}

/** An exemption that is used is counted; one that has ended and is still in the policy is a warning. */
function exemptionText(entry: ExemptionUse, ink: Ink): readonly string[] {
  const { author, reason, until, commits, too_late, expired } = entry;
  const who = inline(`${exempted(entry)} (${reason})`);
  if (expired) {
    const late = too_late === 0 ? '' : `; ${plural(too_late, 'commit')} without a link since`;
    return [`${ink.warn('ended')} exemption ${author === undefined ? '' : 'of '}${who} on ${until}${late}`];
  }
  const last = until === undefined ? '' : `, until ${until}`;
  return commits === 0
    ? []
    : [`${ink.dim('exempt')} ${plural(commits, 'commit')} ${author === undefined ? '' : 'of '}${who}${last}`];
}

export const text: Format = {
  name: 'text',
  fingerprints: false,
  paints: true,
  make: () => ({
    begin: () => '',
    findings: (some, ink) => some.map((finding) => `${findingText(finding, ink)}\n`).join(''),
    end: ({ summary, exemptions }, ink) =>
      `${[...exemptions.flatMap((entry) => exemptionText(entry, ink)), summaryText(summary, ink)].join('\n')}\n`,
  }),
};
