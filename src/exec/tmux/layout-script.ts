/**
 * The commands of a pane as a file that its shell reads: nothing is typed, so nothing is lost, doubled or put into a
 * history. Afterwards the shell goes on as the user's, in the directory and with the variables that the commands left.
 */
import { basename } from 'node:path';
import { word } from '../job/words.ts';

/** Other shells do not know the words of this script. */
const ABLE: readonly string[] = ['sh', 'bash', 'zsh', 'dash', 'ksh', 'mksh', 'ash'];

/** What reads the script; what goes on is `shell` in any case. */
export const scriptShell = (shell: string): string => (ABLE.includes(basename(shell)) ? shell : '/bin/sh');

export const paneScript = (shell: string, commands: readonly string[]): string =>
  [
    // Each command has the terminal for itself, as in an interactive shell.
    'set -m',
    // A command that ends the shell, or that it cannot read, must not end the pane; Ctrl-C ends the command alone.
    `trap ${word(`exec ${word(shell)}`)} EXIT`,
    'trap : INT QUIT',
    'rm -f -- "$0"; rmdir -- "$(dirname -- "$0")" 2>/dev/null',
    ...commands.map((command) => `eval ${word(command)}`),
    '',
  ].join('\n');
