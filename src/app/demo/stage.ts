/** The scratch directory of the demonstration: a bare remote, a clone, and an environment closed off from the user's. */
import { join } from 'node:path';
import type { Ports } from '../../sys/ports.ts';
import { uuidv7 } from '../../sys/uuid.ts';

export interface Stage {
  readonly root: string;
  readonly remote: string;
  readonly clone: string;
  readonly env: Readonly<Record<string, string>>;
}

const CONFIG =
  '[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n';

/** A string as one word of POSIX sh. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * What of the user's environment a child needs to run at all; nothing of git's or gitcrq's, and no program that git would
 * start: npm itself sets EDITOR.
 */
function inherited(env: Ports['env']): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([key, value]) =>
      value !== undefined &&
      !/^(?:GIT_|GITCRQ|XDG_CONFIG_HOME|HOME|PATH$|EDITOR$|VISUAL$|PAGER$|PREFIX$|SSH_ASKPASS)/i.test(key),
  );
  return Object.fromEntries(kept) as Record<string, string>; // undefined values were left out
}

/** `program`: the words that start this very gitcrq; they become a `gitcrq` on the PATH of the demonstration. */
export function setStage(ports: Ports, program: readonly string[]): Stage {
  const root = join(ports.env['TMPDIR'] || '/tmp', `gitcrq-demo-${uuidv7(ports).slice(-12)}`);
  const home = join(root, 'home');
  const bin = join(root, 'bin');
  for (const dir of [home, bin]) ports.files.mkdir(dir, 0o700);
  ports.files.writeAtomic(join(home, 'gitconfig'), CONFIG);
  ports.files.writeAtomic(join(bin, 'gitcrq'), `#!/bin/sh\nexec ${program.map(quoted).join(' ')} "$@"\n`, 0o755);
  const env = {
    ...inherited(ports.env),
    HOME: home,
    // Compiled code may be shared with the real user's: it only makes the demonstration quicker.
    XDG_CACHE_HOME:
      ports.env['XDG_CACHE_HOME'] || (ports.env['HOME'] ? join(ports.env['HOME'], '.cache') : join(root, 'cache')),
    PATH: `${bin}:${ports.env['PATH'] ?? ''}`,
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
  return { root, remote: join(root, 'origin.git'), clone: join(root, 'shop'), env };
}
