/**
 * Is a pane free to take a command? Only an interactive shell that waits at its prompt is: text sent to an editor, or to a
 * program that reads its input, would do something nobody meant. The answer is a moment's; the caller acts on it at once.
 * What it cannot see: a line that is half typed, or goes on (an open quote, a here-document), and fish's own `read`.
 */
import { basename } from 'node:path';
import type { Ports } from '../../sys/ports.ts';
import type { Pane } from './panes.ts';

const SHELLS: readonly string[] = ['sh', 'bash', 'zsh', 'fish', 'dash', 'ksh', 'mksh', 'ash'];
/** Options of shells whose value is a word of its own, and no script. */
const WITH_VALUE = /^(?:--rcfile|--init-file|--init-command|[-+][a-zA-Z]*[oOC])$/;

interface Process {
  readonly argv: readonly string[];
  readonly group: number;
  /** Which process group has the terminal. */
  readonly foreground: number;
}

/** proc(5): group and the terminal's foreground group are fields 5 and 8 of stat; the name in field 2 may hold anything. */
function fromProc({ files }: Pick<Ports, 'files'>, pid: number): Process | null {
  try {
    const stat = files.readText(`/proc/${pid}/stat`);
    const line = files.readText(`/proc/${pid}/cmdline`);
    if (stat === null || line === null) return null;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { argv: line.split('\0').slice(0, -1), group: Number(fields[2]), foreground: Number(fields[5]) };
  } catch {
    return null;
  }
}

/** Where there is no /proc: ps(1) of POSIX, which joins the words. */
async function fromPs(ports: Ports, pid: number): Promise<Process | null> {
  const words = ['-o', 'pgid=,tpgid=,args=', '-p', String(pid)];
  const ran = await ports.spawn.run('ps', words, { cwd: '/', env: ports.env, input: new Uint8Array() });
  const match = /^\s*(\d+)\s+(-?\d+)\s+(.*?)\s*$/.exec(Buffer.from(ran?.stdout ?? '').toString('utf8'));
  if (match === null) return null;
  const [, group = '', foreground = '', args = ''] = match;
  return { argv: args.split(/\s+/), group: Number(group), foreground: Number(foreground) };
}

/** The words of what has the pane's terminal; null if that is the shell that waits, or nobody can tell. */
export function foregroundWords(ports: Pick<Ports, 'files'>, pane: Pane): readonly string[] | null {
  const own = fromProc(ports, pane.pid);
  const front = own === null ? null : fromProc(ports, own.foreground);
  return front === null || front.argv.length === 0 || notInteractive(front.argv) === null ? null : front.argv;
}

/** Why these words are no interactive shell; null if they are one. */
function notInteractive(argv: readonly string[]): string | null {
  const [first = '', ...others] = argv;
  const own = basename(first).replace(/^-/, '');
  const [name = '', words] = own === 'busybox' ? [others[0] ?? own, others.slice(1)] : [own, others];
  if (!SHELLS.includes(name)) return `it runs ${name === '' ? 'an unknown program' : name}`;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (/^-[a-zA-Z]*c/.test(word) || word.startsWith('--command')) return `it runs ${name} with a command of its own`;
    if (!/^[-+]./.test(word)) return `it runs the script ${word}`;
    if (WITH_VALUE.test(word)) at++;
  }
  return null;
}

/**
 * Shells that read a line with an editor of their own, which takes the terminal out of its line mode. Where one of them has
 * the terminal and the mode is on, it is inside a command of its own, such as `read` or `wait`, or has not come to its prompt.
 */
const EDITS: readonly string[] = ['bash', 'zsh', 'fish'];
const EDITS_NOT = /^(?:--noediting|--no-?zle|[+]Z)$/;

async function readsLine(ports: Ports, { pid, tty }: Pane, argv: readonly string[]): Promise<boolean> {
  const name = programOf(ports, pid) ?? basename(argv[0] ?? '').replace(/^-/, '');
  if (!EDITS.includes(name) || argv.some((word) => EDITS_NOT.test(word))) return true;
  // The one way that POSIX has: stty(1) tells of its own input.
  const words = ['-c', 'exec stty -a <"$1"', 'sh', tty];
  const ran = await ports.spawn.run('/bin/sh', words, { cwd: '/', env: ports.env, input: new Uint8Array() });
  return !/(?:^|[\s;])icanon\b/.test(Buffer.from(ran?.stdout ?? '').toString('latin1'));
}

/** A shell may go by another name: `sh` is often bash. Null where the system does not tell. */
function programOf({ files }: Pick<Ports, 'files'>, pid: number): string | null {
  try {
    return basename(files.realpath(`/proc/${pid}/exe`));
  } catch {
    return null;
  }
}

/** What has the terminal; null if the shell itself waits. Background jobs have groups of their own. */
export async function whyBusy(ports: Ports, pane: Pane): Promise<string | null> {
  if (pane.dead) return 'its program has ended';
  if (pane.inMode) return 'somebody scrolls or copies in it';
  if (pane.inputOff) return 'its input is switched off';
  if (pane.synchronized) return 'what it gets, the other panes of its window get, too (synchronize-panes)';
  const found = fromProc(ports, pane.pid) ?? (await fromPs(ports, pane.pid));
  if (found === null) return `its process ${pane.pid} is gone`;
  const why = notInteractive(found.argv);
  if (why !== null) return why;
  if (found.group !== found.foreground) return `${pane.command} is running in it`;
  return (await readsLine(ports, pane, found.argv)) ? null : 'its shell is not at its prompt';
}
