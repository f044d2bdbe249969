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
export const TMUX_FAILED = errorKind('TMUX_FAILED', 3, 'tmux refused the command; the message is its own.');
export const TMUX_NO_SERVER = errorKind(
  'TMUX_NO_SERVER',
  4,
  'A tmux server runs as long as it has sessions. None runs on this socket, or it ended meanwhile.',
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
