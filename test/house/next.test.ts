/** What an error, a finding or a page tells a person to type next is a command that there is, with flags that it has. */
import ts from 'typescript';
import { expect, test } from 'vitest';
import { route } from '../../src/app/route.ts';
import { table } from '../../src/commands.gen.ts';
import { completionTable } from '../../src/completion.gen.ts';
import { sources } from './sources.ts';

/** Stands for whatever a template puts in. */
const ANY = 'CRQ-42';

/** The text of a literal with its holes filled; null for everything else. */
function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }) => ANY + literal.text).join('');
}

/** Properties and functions whose texts are commands. */
const PROPERTIES: readonly string[] = ['next', 'command', 'good'];
const CALLS: readonly string[] = ['fail', 'asks', 'refused', 'usage'];

function isProposed(node: ts.Node): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (ts.isPropertyAssignment(parent) && PROPERTIES.includes(parent.name.getText())) return true;
    if (ts.isCallExpression(parent) && CALLS.includes(parent.expression.getText()))
      return parent.arguments.indexOf(at as ts.Expression) === 2;
    if (ts.isBlock(parent)) return false;
  }
  return false;
}

function commandsIn(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const said = textOf(node);
    // An example of a rule is a script.
    if (said !== null && isProposed(node)) found.push(...said.split('\n').filter((line) => line.startsWith('gitcrq ')));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Words as a shell would make them, up to where another command or a remark begins. */
const wordsOf = (command: string): readonly string[] =>
  [...(command.split(/ (?:&&|\|\||\|) |,? then |[;,] /)[0] ?? '').matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(
    ([word]) => word.replaceAll(/["']/g, ''),
  );

/** What is wrong with a command, or null. */
function fault(command: string): string | null {
  // `…` stands for the command that was typed.
  const argv = wordsOf(command)
    .slice(1)
    .filter((word) => word !== '…');
  if (argv[0] === ANY) return null;
  const found = route(argv, table);
  if (found.kind === 'unknown' || found.kind === 'malformed') return `${command}: ${found.kind}`;
  if (found.kind !== 'command') return null;
  const own = completionTable.commands.find(({ id }) => id === found.id)?.flags ?? [];
  const flags = [...own, ...completionTable.globals].flatMap(({ names }) => names);
  const strange = found.own.find((word) => /^--?[a-z]/i.test(word) && !flags.includes(word.replace(/=.*/, '')));
  if (strange === `--${ANY}`) return null;
  return strange === undefined ? null : `${command}: ${found.id} has no ${strange}`;
}

test('every command that is proposed can be typed', () => {
  const commands = [...sources('src'), ...sources('commands')].flatMap(({ path, text }) => commandsIn(path, text));
  expect(commands.length).toBeGreaterThan(150);
  expect(commands.map(fault).filter((wrong) => wrong !== null)).toEqual([]);
});

test.each([
  ["fail(A, 'what', ['gitcrq crq shwo 1']);", 'unknown'],
  ["fail(A, 'what', [`gitcrq check ${x} --al`]);", 'check has no --al'],
  ["const a = { next: b ? 'gitcrq stat' : '' };", 'unknown'],
])('a planted one is seen: %s', (text, why) => {
  expect(commandsIn('planted.ts', text).map(fault)).toEqual([expect.stringContaining(why)]);
});
