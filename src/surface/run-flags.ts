/** Flags that several commands about runs have. */
import * as Flags from '@oclif/core/flags';

export const storage = Flags.string({
  description: "Where runs are kept; left out, in the repository's own folder.",
  helpValue: 'DIR',
});
