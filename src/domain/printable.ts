/**
 * Makes text of unknown origin safe to show: a title or a path must not move the cursor, set a window's title or turn
 * the reading direction (see "Trojan Source", CVE-2021-42574). Line feed and tab stay; everything visible stays.
 */

// Control characters but \t and \n, line and paragraph separators, and what turns the reading direction.
const UNSAFE = /(?![\t\n])\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}/gu;

const escaped = (character: string): string => {
  const code = character.charCodeAt(0);
  if (character === '\r') return '\\r';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** Text of several lines. */
export const printable = (text: string): string => text.replace(UNSAFE, escaped);

const PLAIN = /^[ -~]*$/;

/** Text for one line of a table or a message: line feeds and tabs are escaped, too. Nearly all of it is plain. */
export const inline = (text: string): string =>
  PLAIN.test(text) ? text : printable(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');

/** A character cut in half, as by slice(), becomes U+FFFD: a lone surrogate is in no encoding. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\uFFFD');
