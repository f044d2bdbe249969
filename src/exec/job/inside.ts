/** The run that this process belongs to, by the environment that its wrapper gave it. */
import type { Ports } from '../../sys/ports.ts';
import type { Run } from './job.ts';
import { readRun } from './runs.ts';

/** Holder of what is leased in a run, as a session. */
export const sessionOfRun = (run: string): string => `run-${run}`;

/** The run of this directory, while it goes on; null once it is over, or where there is none. */
export function goingRun(ports: Ports, dir: string): Run | null {
  const run = readRun(ports, dir);
  return run?.standing.state === 'started' ? run : null;
}

/** The run around this very process. A process that outlived its run is in none. */
export function runAround(ports: Ports): Run | null {
  const [run, dir] = [ports.env['GITCRQ_RUN'], ports.env['GITCRQ_RUN_DIR']];
  const found = run && dir ? goingRun(ports, dir) : null;
  return found?.job.run === run ? found : null;
}
