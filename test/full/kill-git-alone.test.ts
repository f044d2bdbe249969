/** Kill -9 at every git of the changing commands, in a clone without a remote. */
import { killAtEveryGit } from './git-kills.ts';

killAtEveryGit(false);
