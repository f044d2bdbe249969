/**
 * The part of the wrapper that records the child, by script(1) or through the pane itself. Whatever becomes of the recorder,
 * the run neither waits for it nor ends with it, and the terminal is left as it was.
 */
import { markFormat } from '../record/mark.ts';
import { literal } from '../tmux/server.ts';
import { type JobFile, jobFile } from './job-dir.ts';
import { word, words } from './words.ts';

export interface Recorder {
  /** Of the process that reads the fifo of a run and writes its log. */
  readonly words: readonly string[];
  /** By its path: a pane may look for programs elsewhere. */
  readonly by: { readonly script: string } | ThroughPane;
}

/** Where there is no script(1): tmux, which copies what the pane shows, and what the stream ends with. */
interface ThroughPane {
  readonly tmux: readonly string[];
  readonly nonce: string;
}

export const file = (dir: string, name: JobFile): string => word(jobFile(dir, name));

/** Recorders ignore what ends the child, see the terminal through a descriptor of their own, and print nothing. */
const QUIET = "trap '' INT QUIT HUP TERM";
const SILENT = '3>&1 >/dev/null 2>&1';

/** setpriv(1): the signal that comes when the wrapper is gone. */
const TIED = '--pdeathsig TERM --';

/** How long the last bytes may take from the pane to the recorder. */
const LAST_S = 10;

/** Leaves the exit code of `child`, a line of shell, in `code`, and the recorder's process in `recorder`. */
export const recorded = (dir: string, child: string, { words: argv, by }: Recorder): string =>
  ('tmux' in by ? byPane(dir, child, argv, by) : byScript(dir, child, argv, by.script)).join('\n');

/** Who still waits for somebody to open the fifo waits no more; who has read it is gone, and nothing of this waits for him. */
const opened = (pipe: string): string => `: 1<>${pipe}`;

function byScript(dir: string, child: string, argv: readonly string[], script: string): readonly string[] {
  const [pipe, code] = [file(dir, 'pipe'), file(dir, 'code')];
  // script(1) ends with 0 when it is ended itself, so the code is written down before; what a shell says of signals is no output.
  const kept = `trap : INT QUIT; exec 3>&2 2>/dev/null; (exec ${child} 2>&3 3>&-); e=$?; echo "$e" 1<>${code}; exit "$e"`;
  return [
    `(${QUIET}; ${words(argv)} ${SILENT}; exec cat >/dev/null) <${pipe} &`,
    'recorder=$!',
    `printf "%4s" "" >${code}`,
    'modes=$(stty -g 2>/dev/null)',
    // script(1) does not heed the end of its terminal: a pane that is killed would leave the child at work, seen by nobody.
    `tied=; setpriv ${TIED} true 2>/dev/null && tied="setpriv ${TIED}"`,
    `LC_ALL=C SHELL=/bin/sh $tied ${word(script)} -q -e -f -O ${pipe} -c ${word(kept)}`,
    'code=$? kept=',
    opened(pipe),
    `IFS= read -r kept <${code}`,
    'case $kept in *[!0-9]* | "") [ "$code" != 0 ] || code=143 ;; *) code=$kept ;; esac',
    `rm -f -- ${code}`,
    // Killed, script(1) leaves the terminal as it used it.
    `[ -z "$modes" ] || (trap '' TTOU; stty "$modes" 2>/dev/null)`,
  ];
}

/** tmux expands formats in the command of pipe-pane, and then what strftime(3) knows. */
const unexpanded = (command: string): string => literal(command.replaceAll('%', '%%'));

function byPane(dir: string, child: string, argv: readonly string[], { tmux, nonce }: ThroughPane): readonly string[] {
  const pipe = file(dir, 'pipe');
  const copy = `${words(tmux)} pipe-pane -t "$TMUX_PANE"`;
  return [
    `(${QUIET}; exec ${words(argv)} ${SILENT}) <${pipe} &`,
    'recorder=$!',
    // The client ends once the server has opened the pipe: not a byte of the child comes before.
    `${copy} ${word(unexpanded(`exec cat >${pipe}`))} || ${opened(pipe)}`,
    child,
    'code=$?',
    // Bytes of a pane come in order: who has read this has read everything. A child may have been killed in the middle of a line.
    `printf '${markFormat(nonce)}' "$code"`,
    `(nap=; trap 'kill "$nap"; exit' TERM; sleep ${LAST_S} & nap=$!; wait "$nap"; ${copy}; ${opened(pipe)}) </dev/null >/dev/null 2>&1 &`,
    'guard=$!',
    'wait "$recorder"',
    'kill -s TERM "$guard" 2>/dev/null',
    copy,
    'recorder=',
  ];
}
