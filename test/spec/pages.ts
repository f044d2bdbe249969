/** The pages of the guide, and one of them typed into a shell as it stands. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../house/sources.ts';
import { hasProgram, needs } from '../needs.ts';
import { fits, linesOf, stepsOf } from './page.ts';
import { HISTORIES, openSession } from './session.ts';

const GUIDE = join(ROOT, 'docs/guide');
export const PAGES = readdirSync(GUIDE).filter((name) => name.endsWith('.md'));

/** Run with the quick tests: the first page, and the one for agents. The others are run with the long ones. */
export const QUICK: readonly string[] = ['01-first-change.md', 'agent.md'];
export const LONG: readonly string[] = PAGES.filter((name) => !QUICK.includes(name));

/** What a person would compare: the command, how it ended, what it said. */
const shown = (line: number, command: string, exit: number | null, output: readonly string[]): string =>
  [`line ${line}: $ ${command}`, `? ${exit}`, ...output].join('\n');

const textOf = (name: string): string => readFileSync(join(GUIDE, name), 'utf8');

/** What a page needs that is not here; null if it can be run. */
function lacking(name: string): string | null {
  const text = textOf(name);
  if (text.includes('$HISTORIES') && !existsSync(HISTORIES)) return HISTORIES;
  return /^\$ gitcrq (?:pane|run) /m.test(text) && !hasProgram('tmux') ? 'tmux' : null;
}

async function typed(name: string): Promise<void> {
  const steps = stepsOf(textOf(name));
  expect(steps.length).toBeGreaterThan(3);
  const session = openSession();
  try {
    for (const { line, command, exit, output } of steps) {
      const said = await session.type(command);
      const actual = linesOf(said.text);
      if (said.exit === exit && fits(output, actual)) continue;
      expect(shown(line, command, said.exit, actual)).toBe(shown(line, command, exit, output));
      throw new Error(`${name}:${line}: blanks differ`);
    }
  } finally {
    session.end();
  }
}

/** A test for each of these pages. */
export function testPages(names: readonly string[]): void {
  test.for(names)('%s', async (name, context) => {
    const missing = lacking(name);
    needs(context, missing === null, `${missing}`);
    await typed(name);
  });
}
