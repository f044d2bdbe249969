/**
 * Cuts what follows a command's name into what gitcrq parses (`own`) and what belongs to a child (`tail`).
 * Invariant: `own`, the separator if one was dropped, and `tail` are together the input, byte for byte and in order.
 */
import { GLOBAL_VALUE_FLAGS } from './globals.ts';

/** `dashdash`: the tail begins behind the first `--`. `first-positional`: also at the first word that is no flag. */
export type TailRule = 'dashdash' | 'first-positional';

export interface Cut {
  readonly own: readonly string[];
  readonly tail: readonly string[];
  /** `-h` or `--help` stands where a flag may stand. */
  readonly help: boolean;
}

/** How many tokens the flag at the head of `rest` is: 2 when its value is a token of its own. */
function flagWidth(token: string, takesValue: (flag: string) => boolean): 1 | 2 {
  if (token.startsWith('--')) return takesValue(token) ? 2 : 1;
  // A cluster such as -vqC: the first letter with a value takes the rest of the token, or else the next token.
  for (let at = 1; at < token.length; at++) if (takesValue(`-${token[at]}`)) return at === token.length - 1 ? 2 : 1;
  return 1;
}

/** Without a tail rule the whole of `rest` is `own`: oclif then reads words behind `--` as arguments. */
export function cut(rest: readonly string[], rule: TailRule | undefined, valueFlags: readonly string[] = []): Cut {
  const takesValue = (flag: string): boolean => valueFlags.includes(flag) || GLOBAL_VALUE_FLAGS.includes(flag);
  let help = false;
  let at = 0;
  while (at < rest.length) {
    const token = rest[at] ?? '';
    if (token === '--') {
      return rule === undefined
        ? { own: rest, tail: [], help }
        : { own: rest.slice(0, at), tail: rest.slice(at + 1), help };
    }
    if (token.startsWith('-') && token !== '-') {
      help ||= token === '--help' || token === '-h';
      at += flagWidth(token, takesValue);
    } else if (rule === 'first-positional') {
      return { own: rest.slice(0, at), tail: rest.slice(at), help };
    } else at += 1;
  }
  return { own: rest, tail: [], help };
}
