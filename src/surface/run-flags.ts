/** Flags that several commands about runs have. */
import * as Flags from '@oclif/core/flags';
import { usage } from './usage.ts';

export const storage = Flags.custom<string>({
  description: "Where runs are kept; left out, in the repository's own folder.",
  helpValue: 'DIR',
  parse: (text) =>
    text === '' ? Promise.reject(usage('--storage is the name of a directory', 'run')) : Promise.resolve(text),
})();
