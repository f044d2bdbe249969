/** Flags that several commands about runs and panes have. */
import * as Flags from '@oclif/core/flags';

export const storage = Flags.string({
  description: "Where runs are kept; left out, in the repository's own folder.",
  helpValue: 'DIR',
});

export const tmuxSocket = Flags.string({
  description: 'The tmux server: a name, or the path of its socket.',
  helpValue: 'S',
});
