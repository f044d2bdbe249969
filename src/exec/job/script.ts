/**
 * The wrapper of a run, for any POSIX shell: it says that it began, runs the child with exactly the environment that was
 * meant for it, and writes how it ended by a rename. It stays for INT and QUIT, which are the child's; whatever else ends it
 * leaves no status, and so no success.
 */
import { file, type Recorder, recorded } from './recorded.ts';
import { valuesFile } from './values.ts';
import { word, words } from './words.ts';

export interface Scripted {
  readonly dir: string;
  readonly argv: readonly string[];
  /** Is its standard input a file of the run, rather than the terminal? */
  readonly hasStdin: boolean;
  readonly cwd: string;
  readonly timeout_s: number | null;
  /** What records; null if nothing does. */
  readonly recorder: Recorder | null;
  /** A shell that takes the pane over afterwards; null if the pane ends with the run. */
  readonly after: string | null;
}

/** Between asking the processes of a run to end, and killing them. */
export const GRACE_S = 5;

/** Most processes end at once. Where sleep(1) knows whole seconds only, the first look comes sooner. */
const GRACE_PAUSES_S = [0.1, 0.4, 0.5, 1, 1, 1, 1];

/**
 * Ends the command, what it started, and what is in their sessions: not who records, since it ends with the command, and has
 * its last words to write. Before the command has begun, all children of the wrapper. `$$` is the wrapper in a subshell as well
 * (2.5.2 Special Parameters); the watchdog and what it started are spared. `every` prints processes as pid/session, the command
 * first: it must not see what it waits for killed, and end well. Also those that it is given, which may belong to nobody by then.
 */
const WATCHDOG = `every() {
  ps -A -o pid= -o ppid= -o sess= -o stat= | awk -v wrapper="$$" -v dog="$1" -v asked="$2" -v command="$(cat "$d/command" 2>/dev/null)" '
    { parent[$1] = $2; session[$1] = $3; if ($4 ~ /^Z/) gone[$1] = 1 }
    function under(pid, of) { for (n = 0; pid > 1 && n < 200; n++) { if (pid == of) return 1; pid = parent[pid] } return 0 }
    END {
      top = command == "" ? wrapper : under(command, wrapper) ? command : 0
      for (pid in parent) if (under(pid, top)) own[session[pid]] = 1
      delete own[session[wrapper]]
      for (pid = parent[top]; pid > 1; pid = parent[pid]) spared[pid] = 1
      spared[wrapper] = 1
      count = split(asked, list, " ")
      for (at = 1; at <= count; at++) before[list[at]] = 1
      for (pid in parent) {
        one = pid "/" session[pid]
        if (!(pid in spared) && !(pid in gone) && !under(pid, dog) && (under(pid, top) || (session[pid] in own) || (one in before))) {
          if (pid == command) first = one; else rest = rest " " one
        }
      }
      print first rest
    }'
}
send() { for one in $2; do kill -s "$1" "\${one%/*}"; done; }
pause() { sleep "$1" & nap=$!; wait "$nap"; }
watch() {
  dog=$(exec sh -c 'echo $PPID')
  trap 'kill "$nap"; exit' TERM
  pause "$1"
  say ended timeout
  asked=$(every "$dog" "")
  send TERM "$asked"
  for long in ${GRACE_PAUSES_S.join(' ')}; do
    pause "$long"
    asked=$(every "$dog" "$asked")
    [ -n "$asked" ] || exit
  done
  send KILL "$asked"
}`;

const values = (dir: string, kind: Parameters<typeof valuesFile>[1]): string => word(valuesFile(dir, kind));

/**
 * What the wrapper runs; the command takes its place, with the process id that was written down. Values come from a file, so
 * that they are in no argument list, and the file is gone then: -p, since the PATH among them may lead to no rm.
 */
export const childScript = ({ dir, argv, hasStdin }: Pick<Scripted, 'dir' | 'argv' | 'hasStdin'>): string =>
  `{ echo "$$" >${file(dir, 'command')}; } 2>/dev/null\n. ${values(dir, 'env')}\ncommand -p rm -f -- ${values(dir, 'env')}\nexec ${words(argv)}${hasStdin ? ` <${file(dir, 'stdin')}` : ''}\n`;

export function wrapperScript({ dir, cwd, timeout_s, recorder, after }: Omit<Scripted, 'hasStdin'>): string {
  const pane = `TERM="\${TERM:-dumb}" \${TMUX:+TMUX="$TMUX"} \${TMUX_PANE:+TMUX_PANE="$TMUX_PANE"}`;
  const child = `env -i ${pane} /bin/sh ${file(dir, 'child')}`;
  return [
    '#!/bin/sh',
    `d=${word(dir)}`,
    'say() { printf "%s\\n" "$2" >"$d/$1.tmp" && mv -f "$d/$1.tmp" "$d/$1"; }',
    // Values stay nowhere, also where the child never began or could not read them.
    `forget() { [ ! -e ${values(dir, 'env')} ] || rm -f -- ${values(dir, 'env')}; }`,
    'start= recorder=',
    // proc(5): field 22 of stat is the start of a process; the name in the second field may hold anything.
    `if IFS= read -r line 2>/dev/null <"/proc/$$/stat"; then set -- \${line##*) }; start=\${20}; set --; fi`,
    'trap : INT QUIT',
    // The room for the exit code is taken before anything runs, so that a disk that is full meanwhile cannot hide how it ended.
    'printf "%4s" "" >"$d/status.tmp" && say started "$$ $start" || { forget; exit 125; }',
    ...(timeout_s === null ? [] : [WATCHDOG, `watch ${timeout_s} </dev/null >/dev/null 2>&1 &`, 'dog=$!']),
    // Without the fifo, script(1) would make a file there that nobody redacts.
    `if cd ${word(cwd)}${recorder === null ? '' : ` && [ -p ${file(dir, 'pipe')} ]`}; then`,
    recorder === null ? `${child}\ncode=$?` : recorded(dir, child, recorder),
    'else code=126; fi',
    ...(recorder === null
      ? []
      : ['[ -z "$recorder" ] || wait "$recorder"', `rm -f -- ${file(dir, 'pipe')} ${values(dir, 'secrets')}`]),
    // Who ends the command may have more to end.
    ...(timeout_s === null
      ? []
      : [
          'why=; { IFS= read -r why <"$d/ended"; } 2>/dev/null',
          'case $why in timeout) wait "$dog" ;; *) kill -s TERM "$dog" 2>/dev/null ;; esac',
        ]),
    'forget',
    'printf "%03d\\n" "$code" 1<>"$d/status.tmp" && mv -f "$d/status.tmp" "$d/status"',
    after === null ? 'exit "$code"' : `trap - INT QUIT\nexec ${word(after)}`,
    '',
  ].join('\n');
}
