/**
 * Annotations of GitHub Actions: workflow commands on standard output. Nothing of a message may begin a line or end a
 * command, or a commit could speak to the runner (`::add-mask::`, `::set-env`).
 */
import { inline } from '../../domain/printable.ts';
import { noInk } from '../ink.ts';
import { about, type Format, type Marked } from '../reporter.ts';
import { summaryText } from './text.ts';

const COMMAND = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** As the runner's own toolkit escapes what stands behind the second `::`. */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(inline(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');

function annotation(finding: Marked): string {
  const { rule, level, path, line, message, next } = finding;
  const properties = [
    `title=${property(`gitcrq ${rule}`)}`,
    ...(path === undefined ? [] : [`file=${property(path)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
  ];
  const told = [`${about(finding)}: ${message}`, `next: ${next}`].map(inline).join('\n');
  return `::${COMMAND[level]} ${properties.join(',')}::${data(told)}\n`;
}

export const github: Format = {
  name: 'github',
  fingerprints: false,
  make: () => ({
    begin: () => '',
    findings: (some) => some.map(annotation).join(''),
    end: ({ summary }) => `${summaryText(summary, noInk)}\n`,
  }),
};
