/**
 * The wrapper of a run, for any POSIX shell: it says that it began, runs the child with exactly the environment that was
 * meant for it, and writes how it ended by a rename. It stays for INT and QUIT, which are the child's; whatever else ends it
 * leaves no status, and so no success.
 */
import { type JobFile, jobFile } from './job-dir.ts';
import { word, words } from './words.ts';

export interface Scripted {
  readonly dir: string;
  readonly argv: readonly string[];
  /** Is its standard input a file of the run, rather than the terminal? */
  readonly hasStdin: boolean;
  readonly cwd: string;
  readonly timeout_s: number | null;
  /** What records, as words of a command; null if nothing does. */
  readonly recorder: readonly string[] | null;
  /** A shell that takes the pane over afterwards; null if the pane ends with the run. */
  readonly after: string | null;
}

/** Between asking the processes of a run to end, and killing them. */
export const GRACE_S = 5;

/**
 * Ends the children of the wrapper and theirs, and what is in their sessions. `$$` is the wrapper in a subshell as well
 * (2.5.2 Special Parameters); the watchdog and what it started are spared.
 */
const WATCHDOG = `every() {
  ps -A -o pid= -o ppid= -o sess= | awk -v top="$$" -v dog="$1" '
    { parent[$1] = $2; session[$1] = $3 }
    function under(pid, of) { for (n = 0; pid > 1 && n < 200; n++) { if (pid == of) return 1; pid = parent[pid] } return 0 }
    END {
      for (pid in parent) if (under(pid, top) && pid != top) own[session[pid]] = 1
      delete own[session[top]]
      for (pid in parent)
        if (pid != top && !under(pid, dog) && (under(pid, top) || (session[pid] in own))) print pid
    }'
}
watch() {
  dog=$(exec sh -c 'echo $PPID')
  sleep "$1" & nap=$!
  trap 'kill "$nap"; exit' TERM
  wait "$nap"
  say ended timeout
  for pid in $(every "$dog"); do kill -s TERM "$pid"; done
  sleep ${GRACE_S} & nap=$!
  wait "$nap"
  for pid in $(every "$dog"); do kill -s KILL "$pid"; done
}`;

const file = (dir: string, name: JobFile): string => word(jobFile(dir, name));

/** What the wrapper runs. Values come from a file, so that they are in no argument list, and the file is gone then. */
export const childScript = ({ dir, argv, hasStdin }: Pick<Scripted, 'dir' | 'argv' | 'hasStdin'>): string =>
  `. ${file(dir, 'env')}\nrm -f -- ${file(dir, 'env')}\nexec ${words(argv)}${hasStdin ? ` <${file(dir, 'stdin')}` : ''}\n`;

export function wrapperScript({ dir, cwd, timeout_s, recorder, after }: Omit<Scripted, 'hasStdin'>): string {
  const pane = `TERM="\${TERM:-dumb}" \${TMUX:+TMUX="$TMUX"} \${TMUX_PANE:+TMUX_PANE="$TMUX_PANE"}`;
  const child = `env -i ${pane} /bin/sh ${file(dir, 'child')}`;
  const code = file(dir, 'code');
  // script(1) ends with 0 when it is ended itself, so the code is written down before; what a shell says of signals is no output.
  const kept = `trap : INT QUIT; exec 3>&2 2>/dev/null; (exec ${child} 2>&3 3>&-); e=$?; echo "$e" >${code}; exit "$e"`;
  const recorded =
    recorder === null
      ? `${child}\ncode=$?`
      : [
          // It looks at the terminal through a descriptor of its own, and prints nothing. Whatever becomes of the recorder, somebody reads: the run neither waits for it nor ends with it.
          `(trap '' INT QUIT HUP TERM; ${words(recorder)} 3>&1 >/dev/null 2>&1; exec cat >/dev/null) <${file(dir, 'pipe')} &`,
          'recorder=$!',
          `LC_ALL=C SHELL=/bin/sh script -q -e -f -O ${file(dir, 'pipe')} -c ${word(kept)}`,
          'code=$?',
          `{ IFS= read -r kept <${code}; } 2>/dev/null && code=$kept || [ "$code" != 0 ] || code=143`,
          `rm -f -- ${code}`,
        ].join('\n');
  return [
    '#!/bin/sh',
    `d=${word(dir)}`,
    'say() { printf "%s\\n" "$2" >"$d/$1.tmp" && mv -f "$d/$1.tmp" "$d/$1"; }',
    'start= recorder=',
    // proc(5): field 22 of stat is the start of a process; the name in the second field may hold anything.
    `if IFS= read -r line 2>/dev/null <"/proc/$$/stat"; then set -- \${line##*) }; start=\${20}; set --; fi`,
    'trap : INT QUIT',
    'say started "$$ $start"',
    ...(timeout_s === null ? [] : [WATCHDOG, `watch ${timeout_s} </dev/null >/dev/null 2>&1 &`, 'dog=$!']),
    // Without the fifo, script(1) would make a file there that nobody redacts.
    `if cd ${word(cwd)}${recorder === null ? '' : ` && [ -p ${file(dir, 'pipe')} ]`}; then`,
    recorded,
    'else code=126; fi',
    ...(recorder === null
      ? []
      : ['[ -z "$recorder" ] || wait "$recorder"', `rm -f -- ${file(dir, 'pipe')} ${file(dir, 'secrets')}`]),
    ...(timeout_s === null ? [] : ['kill -s TERM "$dog" 2>/dev/null']),
    'say status "$code"',
    after === null ? 'exit "$code"' : `trap - INT QUIT\nexec ${word(after)}`,
    '',
  ].join('\n');
}
