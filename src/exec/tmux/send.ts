/**
 * Text and keys for the program in a pane. Text travels as a paste buffer, so no word of it is taken for the name of a key,
 * no shell sees it, and it reaches this pane only, also where the panes of a window share what is typed.
 */
import { fail, ok, type Result } from '../../domain/result.ts';
import { PANE_DEAF, PANE_KEY_UNKNOWN } from '../errors.ts';
import type { Pane } from './panes.ts';
import type { Tmux } from './server.ts';

export interface Sent {
  readonly text: string;
  /** By their names (tmux(1), KEY BINDINGS), behind the text. */
  readonly keys: readonly string[];
  /** Behind all of it. */
  readonly enter: boolean;
}

const NAMED =
  /^(?:enter|escape|tab|btab|space|bspace|up|down|left|right|home|end|dc|delete|ic|insert|npage|pagedown|pgdn|ppage|pageup|pgup|f(?:[1-9]|1[0-2])|kp(?:[0-9]|enter|[/*+.-]))$/i;

/** tmux takes `^x` for C-x. */
const isKey = (name: string): boolean => {
  const bare = name.replace(/^(?:[CMS]-)+(?=.)|^\^(?=.$)/s, '');
  return NAMED.test(bare) || /^[^\p{Cc}]$/u.test(bare);
};

function whyDeaf(pane: Pane, keys: readonly string[]): string | null {
  if (pane.dead) return `the program of ${pane.id} has ended`;
  if (pane.inputOff) return `the input of ${pane.id} is switched off`;
  if (pane.synchronized && keys.length > 0)
    return `keys for ${pane.id} reach the other panes of its window, too (synchronize-panes)`;
  return null;
}

/** The end of a bracketed paste; inside of one it would let the rest be taken as typed. */
const PASTE_END = '\u001b[201~';

/** Fails: PANE_DEAF, PANE_KEY_UNKNOWN before anything is sent; else as the server does. */
export async function sendTo(tmux: Tmux, pane: Pane, { text, keys, enter }: Sent): Promise<Result<number>> {
  const unknown = keys.find((name) => !isKey(name));
  if (unknown !== undefined)
    return fail(PANE_KEY_UNKNOWN, `${JSON.stringify(unknown)} is no key`, ['gitcrq pane send PANE --key Enter']);
  const deaf = whyDeaf(pane, keys);
  if (deaf !== null) return fail(PANE_DEAF, deaf, ['gitcrq pane list']);
  const bytes = Buffer.from(text, 'utf8');
  const buffer = `gitcrq-${tmux.separator}`;
  if (bytes.length > 0) {
    const loaded = await tmux.run(['load-buffer', '-b', buffer, '-'], bytes);
    if (!loaded.ok) return loaded;
  }
  // -r: line feeds stay what they are. -p: a program that tells pastes from typing is told.
  const paste = ['paste-buffer', '-d', '-r', ...(text.includes(PASTE_END) ? [] : ['-p']), '-b', buffer, '-t', pane.id];
  const commands = [
    ...(bytes.length > 0 ? [paste] : []),
    ...(keys.length > 0 ? [['send-keys', '-t', pane.id, '--', ...keys]] : []),
    ...(enter
      ? [
          ['set-buffer', '-b', `${buffer}-enter`, '--', '\r'],
          ['paste-buffer', '-d', '-r', '-b', `${buffer}-enter`, '-t', pane.id],
        ]
      : []),
  ];
  const sent = commands.length === 0 ? ok('') : await tmux.all(commands);
  return sent.ok ? ok(bytes.length) : sent;
}
