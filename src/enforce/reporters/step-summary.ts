/**
 * The summary of a step of GitHub Actions: one HTML table, because inside a block of HTML no Markdown of a message means
 * anything. The runner takes a mebibyte, so long tables are cut and say so.
 */
import { inline, wellFormed } from '../../domain/printable.ts';
import { noInk } from '../ink.ts';
import { about, type Format, type Marked } from '../reporter.ts';
import { summaryText } from './text.ts';

const ROWS = 300;
const CELL = 400;
const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const cell = (text: string): string =>
  `<td><code>${inline(wellFormed(text.slice(0, CELL))).replace(/[&<>"]/g, (sign) => ENTITY[sign] ?? sign)}</code></td>`;

const row = (finding: Marked): string =>
  `<tr>${[finding.level, finding.rule, about(finding), finding.message, finding.next].map(cell).join('')}</tr>\n`;

const HEAD = ['level', 'rule', 'about', 'what', 'next'].map((title) => `<th>${title}</th>`).join('');

export const stepSummary: Format = {
  name: 'step-summary',
  fingerprints: false,
  make: () => {
    let rows = 0;
    return {
      begin: () => `<h3>gitcrq check</h3>\n<table>\n<tr>${HEAD}</tr>\n`,
      findings(some) {
        const shown = some.slice(0, Math.max(0, ROWS - rows));
        rows += some.length;
        return shown.map(row).join('');
      },
      end({ summary }) {
        const more = rows > ROWS ? `, of which ${ROWS} are shown` : '';
        return `</table>\n<p>${summaryText(summary, noInk)}${more}</p>\n\n`;
      },
    };
  },
};
