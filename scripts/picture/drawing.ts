/** The lines of a terminal as SVG. Every stretch has its own length, so that columns stay aligned in any font. */
import { COLUMNS, type Line, type Stretch } from './screen.ts';

const FONT = 14;
const ADVANCE = 8.4;
const LEADING = 20;
const MARGIN = 22;
const BAR = 34;

const COLOURS: Readonly<Record<Stretch['colour'], string>> = {
  plain: '#d5dae3',
  red: '#ff7b72',
  green: '#7ee787',
  yellow: '#f2cc60',
  cyan: '#79c0ff',
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const number = (value: number): string => String(Math.round(value * 10) / 10);

function stretchAt(column: number, y: number, stretch: Stretch): string {
  const { text, colour, bold, dim } = stretch;
  const fill = dim ? '#8b949e' : COLOURS[colour];
  const place = `x="${number(MARGIN + column * ADVANCE)}" y="${number(y)}" textLength="${number(text.length * ADVANCE)}"`;
  return `<text ${place} fill="${fill}"${bold ? ' font-weight="700"' : ''}>${escaped(text)}</text>`;
}

function lineAt(line: Line, y: number): readonly string[] {
  let column = 0;
  // Several blanks are one to some renderers.
  const parts = line.flatMap((stretch) => stretch.text.split(/( {2,})/).map((text) => ({ ...stretch, text })));
  return parts.flatMap((stretch) => {
    // Blanks at the borders of a stretch are skipped: not every renderer counts them.
    const lead = stretch.text.length - stretch.text.trimStart().length;
    const text = stretch.text.trim();
    const drawn = text === '' ? [] : [stretchAt(column + lead, y, { ...stretch, text })];
    column += stretch.text.length;
    return drawn;
  });
}

export function drawing(lines: readonly Line[]): string {
  const [width, height] = [COLUMNS * ADVANCE + 2 * MARGIN, BAR + lines.length * LEADING + MARGIN];
  const lights = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, index) => `<circle cx="${MARGIN + index * 18}" cy="${BAR / 2 + 1}" r="5.5" fill="${fill}"/>`,
  );
  const rows = lines.flatMap((line, index) => lineAt(line, BAR + LEADING * (index + 0.75)));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}" width="${number(width)}" height="${number(height)}" role="img" aria-label="A session with gitcrq in a terminal">`,
    `<rect width="100%" height="100%" rx="10" fill="#0d1117"/>`,
    ...lights,
    `<g font-family="ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', Consolas, monospace" font-size="${FONT}" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}
