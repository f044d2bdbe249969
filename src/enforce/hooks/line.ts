/**
 * The line that makes a hook of another manager call gitcrq, put into a shell script and taken out of it byte for byte.
 * It names no path of this machine and does nothing where gitcrq is not set up, since such a script is often tracked.
 * Texts are read as latin1, so that bytes which are no UTF-8 survive.
 */
import type { AnyHook } from './names.ts';

const MARK = '# gitcrq hooks install';

export const callingLine = (name: AnyHook): string =>
  `gitcrq=$(git rev-parse --git-common-dir)/gitcrq/hooks/${name}; [ ! -x "$gitcrq" ] || . "\${gitcrq%/*}/chain" ${MARK}`;

export const hasLine = (text: string, name: AnyHook): boolean =>
  text.split('\n').some((line) => line.replace(/\r$/, '') === callingLine(name));

/** Does the script call gitcrq in words of its own? */
export const callsByName = (text: string, name: AnyHook): boolean =>
  new RegExp(`^[^#\\n]*(?:\\bhook|--as) ${name}\\b`, 'm').test(text);

/** prepare-commit-msg comes last, behind what writes the message; the others first, before anything that may `exec` or exit. */
const isLast = (name: AnyHook): boolean => name === 'prepare-commit-msg';

/** Behind `#!`, and behind husky 8, which starts the script anew. */
const HEAD = /^(?:#![^\n]*(?:\n|$))?(?:[^\n]*\/husky\.sh["']?\r?(?:\n|$))?/;

export function withLine(text: string, name: AnyHook): string {
  const at = isLast(name) ? text.length : (HEAD.exec(text)?.[0].length ?? 0);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const line = callingLine(name);
  return before === '' || before.endsWith('\n') ? `${before}${line}\n${after}` : `${before}\n${line}${after}`;
}

export function withoutLine(text: string, name: AnyHook): string {
  const line = callingLine(name);
  for (const own of [`${line}\n`, `${line}\r\n`, `\n${line}`]) {
    const at = text.indexOf(own);
    if (at !== -1) return text.slice(0, at) + text.slice(at + own.length);
  }
  return text;
}

const SHEBANG = '#!/bin/sh\n';

export const newHook = (name: AnyHook): string => withLine(SHEBANG, name);
/** Is nothing left but what a new hook begins with? */
export const isEmptied = (text: string, name: AnyHook): boolean => text === newHook(name);

/** Stands before a hook that is no shell script, which is kept beside it. */
export function frameFor(name: AnyHook): string {
  const kept = '"$0.before-gitcrq"';
  const run = isLast(name) ? `[ ! -x ${kept} ] || ${kept} "$@" || exit` : `[ ! -x ${kept} ] || exec ${kept} "$@"`;
  return withLine(`${SHEBANG}${run}\n`, name);
}

/** Can a line of sh be put into it? git starts what has no `#!` with sh, too. */
export function isShellScript(text: string): boolean {
  const [first = ''] = text.split('\n', 1);
  if (text.includes('\0')) return false;
  return !first.startsWith('#!') || /[/ ](?:ba|da|a|k|mk)?sh(?:\s|$)/.test(first);
}
