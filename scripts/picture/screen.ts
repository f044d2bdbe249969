/** What commands said, as the lines of a terminal: colour sequences (ECMA-48, SGR) become styles, long lines are wrapped. */

export interface Style {
  readonly colour: 'red' | 'green' | 'yellow' | 'cyan' | 'plain';
  readonly bold: boolean;
  readonly dim: boolean;
}

export interface Stretch extends Style {
  readonly text: string;
}

export type Line = readonly Stretch[];

export const COLUMNS = 107;

const PLAIN: Style = { colour: 'plain', bold: false, dim: false };

/** The sequences that gitcrq uses. */
const CHANGES: Readonly<Record<string, Partial<Style>>> = {
  '0': PLAIN,
  '1': { bold: true },
  '2': { dim: true },
  '22': { bold: false, dim: false },
  '31': { colour: 'red' },
  '32': { colour: 'green' },
  '33': { colour: 'yellow' },
  '36': { colour: 'cyan' },
  '39': { colour: 'plain' },
};

const ESCAPE = '\u001b';
const SEQUENCE = new RegExp(`(${ESCAPE}\\[[0-9;]*[A-Za-z])`, 'u');

/** Splits at the escape sequences; whatever is no known colour sequence is left out. */
function styled(text: string): Line {
  let style = PLAIN;
  return text.split(SEQUENCE).flatMap((part) => {
    if (!part.startsWith(ESCAPE)) return part === '' ? [] : [{ ...style, text: part }];
    for (const code of part.slice(2, -1).split(';')) style = { ...style, ...CHANGES[code] };
    return [];
  });
}

/** Wraps at the width of the screen, at a blank where there is one. */
function wrapped(line: Line): readonly Line[] {
  const text = line.map((stretch) => stretch.text).join('');
  if (text.length <= COLUMNS) return [line];
  const blank = text.lastIndexOf(' ', COLUMNS);
  const at = blank > COLUMNS / 2 ? blank : COLUMNS;
  const head: Stretch[] = [];
  const tail: Stretch[] = [];
  let from = 0;
  for (const stretch of line) {
    const cut = Math.max(0, Math.min(stretch.text.length, at - from));
    if (cut > 0) head.push({ ...stretch, text: stretch.text.slice(0, cut) });
    if (cut < stretch.text.length) tail.push({ ...stretch, text: stretch.text.slice(cut) });
    from += stretch.text.length;
  }
  const [first, ...rest] = tail;
  const indented = first === undefined ? [] : [{ ...first, text: `      ${first.text.trimStart()}` }, ...rest];
  return [head, ...wrapped(indented)];
}

const prompt = (command: string): Line => [
  { ...PLAIN, colour: 'green', text: '$ ' },
  { ...PLAIN, bold: true, text: command },
];

export interface Played {
  readonly command: string;
  readonly said: string;
}

/** All commands with what they said, an empty line between them. */
export const screen = (played: readonly Played[]): readonly Line[] =>
  played.flatMap(({ command, said }, index) => [
    ...(index === 0 ? [] : [[]]),
    prompt(command),
    ...(said === '' ? [] : said.trimEnd().split('\n')).flatMap((line) => wrapped(styled(line))),
  ]);
