/**
 * What tokens look like. A form is a row of parts, so that from one description come both questions of a stream: is this one,
 * and could the end of what arrived so far become one?
 */

interface Part {
  /** What one repetition matches, as the source of a regular expression over bytes. */
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** What may begin a unit that has not arrived in full. */
  readonly begun?: string;
}

type Form = readonly Part[];

const some = (unit: string, least: number, most: number): Part => ({ unit, least, most });
const literal = (text: string): Form => [...text].map((char) => some(char.replace(/[^\w ]/, '\\$&'), 1, 1));

/** What stands before a token counts no further back than this. */
export const LOOKBACK = 128;

const WORD = '[A-Za-z0-9]';
const DASHED = '[A-Za-z0-9_-]';
/** Base64 over lines with headers such as `DEK-Info: …`; five dashes end it. */
const PEM_BODY: Part = { unit: '(?:[A-Za-z0-9+/=\\s:,]|-[A-Za-z0-9])', least: 16, most: 16_384, begun: '-?' };

const FORMS: readonly Form[] = [
  [...literal('gh'), some('[pousr]', 1, 1), ...literal('_'), some(WORD, 20, 255)],
  [...literal('github_pat_'), some('[A-Za-z0-9_]', 20, 255)],
  [...literal('glpat-'), some(DASHED, 20, 255)],
  [...literal('sk-'), some(DASHED, 20, 255)],
  [...literal('A'), some('[KS]', 1, 1), ...literal('IA'), some('[A-Z0-9]', 16, 16)],
  [...literal('xox'), some('[abeprs]', 1, 1), ...literal('-'), some('[A-Za-z0-9-]', 10, 255)],
  [...literal('AIza'), some(DASHED, 35, 35)],
  [
    // One beginning in so many bytes of a word is enough: each looks thousands of bytes ahead.
    some(`(?:e(?<!eyJ${DASHED}{0,${LOOKBACK - 3}}e))`, 1, 1),
    ...literal('yJ'),
    some(DASHED, 8, 4096),
    ...literal('.eyJ'),
    some(DASHED, 8, 4096),
    ...literal('.'),
    some(DASHED, 8, 4096),
  ],
  [some('[Bb]', 1, 1), ...literal('earer'), some(' ', 1, 4), some('[A-Za-z0-9._~+/=-]', 16, 4096)],
  [some('[Aa]', 1, 1), ...literal('uthorization: Basic '), some('[A-Za-z0-9+/=]', 8, 4096)],
  [...literal('-----BEGIN '), some('[A-Z ]', 0, 24), ...literal('PRIVATE KEY-----'), PEM_BODY],
];

/** Not in the middle of a word: `task-…` is no `sk-…`. */
const START = '(?<![A-Za-z0-9])';

const whole = (form: Form): string => form.map(({ unit, least, most }) => `${unit}{${least},${most}}`).join('');

/** As many bytes of it as there are, up to the very end of the text. */
function begun(form: Form): string {
  const [first, ...rest] = form;
  if (first === undefined) return '(?!)';
  const { unit, least, most, begun: partly = '' } = first;
  return `(?:${unit}{0,${most}}${partly}$|${unit}{${least},${most}}${begun(rest)})`;
}

/** An empty end begins nothing: at least one byte has to be there. */
export const TOKENS = `${START}(?:${FORMS.map(whole).join('|')})`;
export const BEGUN_TOKENS = `${START}(?=[^])(?:${FORMS.map(begun).join('|')})`;

/** No token is longer. */
export const LONGEST_TOKEN = 20_000;
