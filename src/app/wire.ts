/** The composition root: joins the ports of sys/ for one call of gitcrq. */
import { nodeFiles } from '../sys/files.ts';
import { nodeClock, nodeProcesses, nodeRandom } from '../sys/node.ts';
import type { Ports, Progress, Trail } from '../sys/ports.ts';
import { nodeSpawn } from '../sys/spawn.ts';

/** The ports, and the directory the command works in. */
export interface Wired extends Ports {
  readonly cwd: string;
  /** The command and its words, as the journal tells one request from another. */
  readonly argv: readonly string[];
}

export interface Wiring {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly argv?: readonly string[];
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly trail?: Trail;
  /** Where a line for people goes; standard error unless the surface gives its own, which escapes control characters. */
  readonly talk?: (line: string) => void;
  /** Where progress is drawn; nowhere unless the surface has a terminal. */
  readonly draw?: (progress: Progress) => void;
}

const unwatched: Trail = { at: () => {} };
const toStderr = (line: string): void => void process.stderr.write(`${line}\n`);

export function wire({
  env,
  cwd,
  argv = [],
  verbose = false,
  quiet = false,
  trail = unwatched,
  talk = toStderr,
  draw = () => {},
}: Wiring): Wired {
  return {
    clock: nodeClock,
    random: nodeRandom,
    files: nodeFiles,
    processes: nodeProcesses,
    spawn: nodeSpawn,
    trail,
    out: {
      progress: (progress) => void (quiet || draw(progress)),
      note: (text) => void (quiet || talk(text)),
      warn: (text) => talk(`warning: ${text}`),
      verbose: (text) => void (verbose && talk(text)),
    },
    env,
    cwd,
    argv,
  };
}
