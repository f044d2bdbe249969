/**
 * Colours by meaning. Painting only marks a stretch of text; `render` then escapes every control character that came
 * with the text and turns the marks into escape sequences, so no command can let a foreign one through by forgetting.
 */
import { printable } from '../domain/printable.ts';

const STYLES = ['good', 'bad', 'warn', 'dim', 'strong', 'id', 'link'] as const;
export type Style = (typeof STYLES)[number];
export type Paint = Readonly<Record<Style, (text: string) => string>>;

// Noncharacters of plane 16 open a style and one more closes it; Unicode keeps them out of interchanged text.
const OPEN = 0x10fff0;
const CLOSE = String.fromCodePoint(0x10ffff);
const MARK = /[\u{10fff0}-\u{10ffff}]/u;

const mark = (style: Style): ((text: string) => string) => {
  const open = String.fromCodePoint(OPEN + STYLES.indexOf(style));
  return (text) => `${open}${text}${CLOSE}`;
};

const plain = (text: string): string => text;
export const noPaint: Paint = {
  good: plain,
  bad: plain,
  warn: plain,
  dim: plain,
  strong: plain,
  id: plain,
  link: plain,
};
const marking: Paint = {
  good: mark('good'),
  bad: mark('bad'),
  warn: mark('warn'),
  dim: mark('dim'),
  strong: mark('strong'),
  id: mark('id'),
  link: mark('link'),
};

/** chalk is loaded by the first call that really paints. */
async function brushes(): Promise<Paint> {
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    dim: chalk.dim,
    strong: chalk.bold,
    id: chalk.cyan,
    link: chalk.underline,
  };
}

interface Stretch {
  readonly style: Style | null;
  text: string;
}

/** Replaces the marks from the inside out; a mark without its partner is dropped. */
function strokes(marked: string, brush: Paint): string {
  const open: Stretch[] = [{ style: null, text: '' }];
  const close = (): void => {
    const done = open.length > 1 ? open.pop() : undefined;
    const outer = open.at(-1);
    if (done?.style && outer) outer.text += brush[done.style](done.text);
  };
  for (const piece of marked.split(/([\u{10fff0}-\u{10ffff}])/u)) {
    const top = open.at(-1);
    if (piece === CLOSE) close();
    else if (MARK.test(piece)) {
      const style = STYLES[(piece.codePointAt(0) ?? OPEN) - OPEN];
      if (style !== undefined) open.push({ style, text: '' });
    } else if (top) top.text += piece;
  }
  while (open.length > 1) close();
  return open[0]?.text ?? '';
}

/** What a command says to people: fixed text, or text made with a paint. */
export type Say = string | ((paint: Paint) => string);

export async function render(say: Say, colour: boolean): Promise<string> {
  if (!colour) return printable(typeof say === 'string' ? say : say(noPaint));
  const marked = printable(typeof say === 'string' ? say : say(marking));
  return MARK.test(marked) ? strokes(marked, await brushes()) : marked;
}
