/** Kill -9 at every git of the changing commands, with a remote. */
import { killAtEveryGit } from './git-kills.ts';

killAtEveryGit(true);
