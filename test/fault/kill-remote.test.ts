/** Kill -9 at every named point of the changing commands, in a clone with a remote. */
import { killAtEveryPoint } from './kill.ts';

killAtEveryPoint(true);
