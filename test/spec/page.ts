/**
 * A page of the guide as a program: the `console` blocks of a Markdown file. In a block, `$ ` begins a command, `? N` in the
 * next line is the exit code it must have (0 if there is none), and the lines up to the next command are its output.
 */

export interface Step {
  /** 1-based line of the page. */
  readonly line: number;
  readonly command: string;
  readonly exit: number;
  readonly output: readonly string[];
}

const FENCE = '```';

interface Reading {
  readonly line: number;
  readonly command: string;
  exit: number;
  readonly output: string[];
}

/** The commands of a page in their order. Throws for a block that is not closed, and for output without a command. */
export function stepsOf(markdown: string): readonly Step[] {
  const steps: Reading[] = [];
  let inside = false;
  let last: Reading | null = null;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (line.startsWith(FENCE)) {
      inside = !inside && line === `${FENCE}console`;
      last = null;
    } else if (inside && line.startsWith('$ ')) {
      last = { line: index + 1, command: line.slice(2), exit: 0, output: [] };
      steps.push(last);
    } else if (inside && last === null) throw new Error(`line ${index + 1}: output without a command`);
    else if (inside && last !== null && last.line === index && /^\? \d+$/.test(line)) last.exit = Number(line.slice(2));
    else if (inside) last?.output.push(line);
  }
  if (inside) throw new Error('the last block is not closed');
  return steps;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|\\\]]|\[/g, '\\$&');

const linePattern = (line: string): RegExp =>
  new RegExp(`^${line.trimEnd().split('[..]').map(escaped).join('.*')}$`, 'u');

/** Does the output fit? `[..]` is any text within a line, a line `...` any lines. Blanks at line ends do not count. */
export function fits(expected: readonly string[], actual: readonly string[]): boolean {
  const [head, ...rest] = expected;
  if (head === undefined) return actual.length === 0;
  if (head.trim() === '...') return actual.some((_, from) => fits(rest, actual.slice(from))) || fits(rest, []);
  const [first, ...others] = actual;
  return first !== undefined && linePattern(head).test(first.trimEnd()) && fits(rest, others);
}

/** Lines of what a command said. */
export const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
