/** How wide text is in a terminal, and text cut to a width. */
import { eastAsianWidth } from 'get-east-asian-width';

const PLAIN = /^[ -~]*$/;
// What sits on the character before it, or is seen by nobody: marks, joiners, variation selectors, format characters.
const NO_WIDTH = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Format}]$/u;

const widthOf = (character: string): number =>
  NO_WIDTH.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0, { ambiguousAsWide: false });

/** Columns that one line of text takes; most cells are plain ASCII, and counting those costs nothing. */
export const width = (text: string): number =>
  PLAIN.test(text) ? text.length : [...text].reduce((sum, character) => sum + widthOf(character), 0);

/** The text, or as much of it as leaves room for an ellipsis in `columns`. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let [kept, room] = ['', columns - 1];
  for (const character of text) {
    room -= widthOf(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
