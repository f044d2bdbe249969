/** docs/rules.md: every rule of the gate, from the rules themselves. */
import type { Rule } from '../../src/enforce/rule.ts';
import { RULES } from '../../src/enforce/rules.ts';
import { block, code, GENERATED, page, prose, table } from './markdown.ts';

const JUDGES: Readonly<Record<Rule['judges'], string>> = {
  commit: 'each commit of the range',
  branch: 'the name of the branch',
  tip: 'the records at the end of the range',
  push: 'a push (only pre-push and pre-receive see it)',
};

const INTRO = `These are the rules of \`gitcrq check\`. The hooks use the same rules for what they can see.

The level of a rule is set in \`gitcrq.yaml\`, under \`rules\`: \`error\`, \`warning\` or \`off\`. Only errors make \`check\`
answer 1 and a hook refuse. The policy that counts is the one on the base, never the one on the branch that is judged.

The examples are scripts, and run as a test. They start on \`feature/CRQ-42-add-login\`, just forked from a protected \`main\` that
has CRQ-41 and CRQ-42 open; \`origin/main\` has moved on since, and has a file \`NEWS\` and CRQ-44.`;

const anchor = (id: string): string => `#${id.replaceAll('/', '')}`;

const section = ({ id, title, why, level, judges, bad, good }: Rule): string =>
  page([
    `## ${id}`,
    prose(`**${title}** ${why}`),
    `Default: ${level}. Judges ${JUDGES[judges]}.`,
    'Breaks the rule:',
    block(bad, 'sh'),
    'Keeps it:',
    block(good, 'sh'),
  ]).trimEnd();

export function rulesPage(): Promise<string> {
  const rows = RULES.map(({ id, title, level }) => [`[${code(id)}](${anchor(id)})`, level, title]);
  return Promise.resolve(
    page(['# Rules', GENERATED, INTRO, table(['rule', 'default', 'what must hold'], rows), ...RULES.map(section)]),
  );
}
