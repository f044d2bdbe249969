/**
 * The end of a stream that comes through a pane: a control string that no terminal shows (ECMA-48, 8.3.89 OSC), with a secret
 * of the run in it and its exit code. What came before it came whole; so the recording knows that it is complete.
 */
import type { Frame } from './frame.ts';

const START = '\u001b]7777;';
const END = '\u001b\\';
const DIGITS = 3;

/** For printf of a shell, with the variable that holds the exit code. */
export const markFormat = (nonce: string): string => `\\033]7777;${nonce};%03d\\033\\\\`;

export function markFrame(nonce: string): Frame {
  const begin = `${START}${nonce};`;
  const length = begin.length + DIGITS + END.length;
  let held = '';
  let exit: number | null = null;

  /** Where the mark begins, or may begin. */
  function markAt(text: string): number {
    const whole = text.indexOf(begin);
    if (whole !== -1) return whole;
    let at = text.indexOf('\u001b', Math.max(0, text.length - begin.length + 1));
    while (at !== -1 && !begin.startsWith(text.slice(at))) at = text.indexOf('\u001b', at + 1);
    return at === -1 ? text.length : at;
  }

  return {
    push(text) {
      if (exit !== null) return '';
      held += text;
      const at = markAt(held);
      const now = held.slice(0, at);
      held = held.slice(at);
      if (held.length >= length) {
        exit = Number(held.slice(begin.length, begin.length + DIGITS));
        held = '';
      }
      return now;
    },
    // Half a mark shows nothing, so nobody misses it.
    pause: () => '',
    end() {
      const rest = held;
      held = '';
      return rest;
    },
    size: null,
    get exit() {
      return exit;
    },
  };
}
