/** What can go wrong when gitcrq runs a program for the user. */
import { errorKind } from '../domain/error.ts';

export const SHELL_MISSING = errorKind(
  'SHELL_MISSING',
  3,
  'Test commands are shell lines; they are run by `sh`, which could not be started.',
);
export const EDITOR_FAILED = errorKind(
  'EDITOR_FAILED',
  3,
  'An editor that ends with an error has not edited; git takes it the same way.',
);
export const PROGRAM_FAILED = errorKind(
  'PROGRAM_FAILED',
  3,
  'The system could not start a program that gitcrq found on PATH.',
);

export const TMUX_MISSING = errorKind(
  'TMUX_MISSING',
  3,
  'Panes are those of tmux, and no program tmux could be started from PATH. Without it, commands run in place.',
);
export const SCRIPT_MISSING = errorKind(
  'SCRIPT_MISSING',
  3,
  'A recording is made by script of util-linux, else through the pane of tmux that a run is in. Here neither can be had.',
);
export const NOT_RECORDED = errorKind(
  'NOT_RECORDED',
  4,
  'Runs in a window of their own are recorded, others with --record; what was not recorded cannot be shown later.',
);
export const TMUX_FAILED = errorKind('TMUX_FAILED', 3, 'tmux refused the command; the message is its own.');
export const TMUX_NO_SERVER = errorKind(
  'TMUX_NO_SERVER',
  4,
  'A tmux server runs as long as it has sessions. None runs on this socket, or it ended meanwhile.',
);
export const TMUX_HUNG = errorKind(
  'TMUX_HUNG',
  3,
  'A tmux server answers in milliseconds. One that is stopped, or busy for ever, keeps its clients waiting, and they say nothing.',
);
export const PANE_NOT_FOUND = errorKind(
  'PANE_NOT_FOUND',
  4,
  'A pane is named by its id (%4), by its index in a window (1), or as session:window.pane; names count only as a whole.',
);
export const PANE_AMBIGUOUS = errorKind(
  'PANE_AMBIGUOUS',
  2,
  'More than one pane fits, and guessing could type into the wrong one. The id of a pane is never ambiguous.',
);
export const RUN_NOT_FOUND = errorKind('RUN_NOT_FOUND', 4, 'Runs are kept in a storage directory, one folder each.');
export const RUN_AMBIGUOUS = errorKind(
  'RUN_AMBIGUOUS',
  2,
  'A part of an id is enough while only one run has it; acting on the wrong run would be worse than asking again.',
);
export const RUN_ELSEWHERE = errorKind(
  'RUN_ELSEWHERE',
  3,
  'Processes are ended on the machine that they run on; their ids mean others here. Its files can be read from anywhere.',
);
export const RUN_LOST = errorKind(
  'RUN_LOST',
  8,
  'The process of the run is gone and nobody wrote how it ended: a pane or its server was killed, or the machine went down. That is never taken for success.',
);
export const RUN_NOT_STARTED = errorKind(
  'RUN_NOT_STARTED',
  3,
  'The pane did not begin the run: its shell is stuck in something, or it is no shell.',
);
export const ENV_INVALID = errorKind(
  'ENV_INVALID',
  2,
  'A run gets only the variables that are named, so one that cannot be given is refused rather than left out.',
);
export const PANE_BUSY = errorKind(
  'PANE_BUSY',
  5,
  "Keys that are typed into a program are that program's input; only an idle shell takes a command.",
);
export const STORAGE_UNFIT = errorKind(
  'STORAGE_UNFIT',
  3,
  "The name of a run's file is all that is typed into a pane, and some tools are told of one; so it has to be plain.",
);
export const RUN_UNPLACED = errorKind(
  'RUN_UNPLACED',
  2,
  'A run happens on one branch, in one directory; the words name two.',
);
export const STORAGE_UNKNOWN = errorKind(
  'STORAGE_UNKNOWN',
  3,
  'Runs are kept in the repository, or in the home of their user; there is neither.',
);
export const DIRECTORY_MISSING = errorKind(
  'DIRECTORY_MISSING',
  4,
  'A run begins in a directory that is there; tmux would silently take another one.',
);
export const STORAGE_UNWRITABLE = errorKind(
  'STORAGE_UNWRITABLE',
  3,
  'A run writes down how it ended; where that cannot be written, it is not begun.',
);
export const STORAGE_UNREADABLE = errorKind(
  'STORAGE_UNREADABLE',
  3,
  'What cannot be read is named: without it, runs would look as if they had never been.',
);
export const PANE_NOT_OURS = errorKind(
  'PANE_NOT_OURS',
  6,
  'What gitcrq made bears its mark; everything else may be somebody at work, and is ended only on request.',
);
export const PANE_DEAF = errorKind(
  'PANE_DEAF',
  5,
  'What is sent to this pane now would not reach its program, or would reach others as well.',
);
export const PANE_KEY_UNKNOWN = errorKind(
  'PANE_KEY_UNKNOWN',
  2,
  'tmux types a name that it does not know as text. Keys are single characters and names such as Enter, Tab, Up, C-c or M-x.',
);
export const LAYOUT_INVALID = errorKind(
  'LAYOUT_INVALID',
  3,
  'Every key of a layout acts, so one that is unknown, or has another value than it may, is a mistake. Nothing was made.',
);
export const LAYOUT_FILE = errorKind(
  'LAYOUT_FILE',
  4,
  'A layout is read from a file that is there, and written to one that is not.',
);
export const TOOL_UNKNOWN = errorKind(
  'TOOL_UNKNOWN',
  4,
  'Profiles are built in, or in the policy under `tools`. Any other program is run as it is.',
);
export const PERMISSION_UNKNOWN = errorKind(
  'PERMISSION_UNKNOWN',
  2,
  'A level of permission is put into flags of the tool; one that it does not know would give it more than was meant.',
);
export const CREDENTIAL_MISSING = errorKind(
  'CREDENTIAL_MISSING',
  3,
  'A credential is found where `credentials` of the policy says, else in the variable of its name; without it nothing is begun.',
);
export const CREDENTIAL_EXPOSED = errorKind(
  'CREDENTIAL_EXPOSED',
  6,
  'What others can read is no secret: a file with a credential is readable by its owner alone.',
);
export const CREDENTIAL_REFUSED = errorKind(
  'CREDENTIAL_REFUSED',
  6,
  'The profile of a tool lists the credentials that it may receive.',
);
