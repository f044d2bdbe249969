/** Text of strangers reaches a terminal only in a harmless form. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inline, printable } from '../../src/domain/printable.ts';
import { colourOn } from '../../src/surface/colour.ts';
import { render } from '../../src/surface/paint.ts';

const SGR = /\p{Cc}\[\d+m/gu;
const UNSAFE = /(?![\t\n])\p{Cc}|\p{Bidi_Control}/u;

describe('printable', () => {
  test.each([
    ['\u001b]0;owned\u0007', '\\x1b]0;owned\\x07'],
    ['a\u202ecba', 'a\\u202ecba'],
    ['two\r\nlines\tand a tab', 'two\\r\nlines\tand a tab'],
    ['Grüße 👩‍👩‍👧 漢字', 'Grüße 👩‍👩‍👧 漢字'],
  ])('%j', (text, shown) => expect(printable(text)).toBe(shown));

  test('on one line shows line feeds and tabs', () => expect(inline('a\nb\tc')).toBe('a\\nb\\tc'));
});

describe('render', () => {
  test('never lets a control character through, painted or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.boolean(), async (text, colour) => {
        const shown = await render(
          (paint) => `${paint.bad(text)} ${paint.strong(`x${paint.id(text)}`)}${text}`,
          colour,
        );
        expect(shown.replaceAll(SGR, '')).not.toMatch(UNSAFE);
        if (!colour) expect(shown).not.toMatch(SGR);
      }),
    );
  });
});

describe('colourOn', () => {
  test.each([
    [{}, false, true, true],
    [{}, false, false, false],
    [{}, true, true, false],
    [{ NO_COLOR: '1' }, false, true, false],
    [{ NO_COLOR: '' }, false, true, true],
    [{ CI: 'true' }, false, true, false],
    [{ TERM: 'dumb' }, false, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1', CI: '1' }, false, false, true],
    [{ FORCE_COLOR: '0' }, false, true, false],
    [{ FORCE_COLOR: '1' }, true, true, false],
  ])('%j, --no-color %s, terminal %s: %s', (env, off, terminal, on) => expect(colourOn(env, off, terminal)).toBe(on));
});
