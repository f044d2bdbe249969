/**
 * JUnit XML: a finding of level error is a failed test case, a warning one that passed and says something, and a rule
 * without findings a test case that passed. The counts stand in front, so all findings are kept until the end.
 */
import { inline, printable, wellFormed } from '../../domain/printable.ts';
import { RULE_IDS } from '../../domain/rules.ts';
import { about, type Format, type Marked } from '../reporter.ts';

const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// XML 1.0 has no place for these, not even as an entity; control characters are escaped before they come here.
const FORBIDDEN = /[\uFFFE\uFFFF]/gu;

const escaped = (text: string): string =>
  wellFormed(text)
    .replace(FORBIDDEN, '\uFFFD')
    .replace(/[&<>"]/g, (sign) => ENTITY[sign] ?? sign);
const attribute = (text: string): string => escaped(inline(text));
const content = (text: string): string => escaped(printable(text));

function testCase(finding: Marked): string {
  const { rule, level, message, next } = finding;
  const open = `    <testcase classname="${attribute(`gitcrq.${rule}`)}" name="${attribute(about(finding))}">`;
  const told = `${content(message)}\nnext: ${content(next)}`;
  const inside =
    level === 'error'
      ? `<failure type="${attribute(rule)}" message="${attribute(message)}">${told}</failure>`
      : `<system-out>${level}: ${told}</system-out>`;
  return `${open}${inside}</testcase>\n`;
}

export const junit: Format = {
  name: 'junit',
  fingerprints: false,
  make: () => {
    const cases: string[] = [];
    const found = new Set<string>();
    return {
      begin: () => '<?xml version="1.0" encoding="UTF-8"?>\n',
      findings(some) {
        for (const finding of some) {
          found.add(finding.rule);
          cases.push(testCase(finding));
        }
        return '';
      },
      end({ summary: { errors } }) {
        const passed = RULE_IDS.filter((id) => !found.has(id)).map(
          (id) => `    <testcase classname="${attribute(`gitcrq.${id}`)}" name="${attribute(id)}"/>\n`,
        );
        const counts = `tests="${cases.length + passed.length}" failures="${errors}" errors="0"`;
        return `<testsuites>\n  <testsuite name="gitcrq check" ${counts}>\n${cases.join('')}${passed.join('')}  </testsuite>\n</testsuites>\n`;
      },
    };
  },
};
