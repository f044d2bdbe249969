/** Runs in a repository of their own, on a tmux server of their own whose panes are plain shells. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Fixture, fixture } from '../../fixture.ts';

let servers = 0;

export interface Grounds extends Fixture {
  readonly socket: string;
  tmux(args: readonly string[]): string;
}

/** A shell that prints no prompt of anybody's, and reads no start-up file. */
const CONFIG = 'set -g default-shell /bin/sh\nset -g default-terminal screen-256color\n';

export function ground(at: Fixture = fixture({ remote: false })): Grounds {
  const socket = `gitcrq-test-${process.pid}-${servers++}`;
  const config = join(at.root, 'tmux.conf');
  mkdirSync(at.root, { recursive: true });
  writeFileSync(config, CONFIG);
  const env = { ...at.env, SHELL: '/bin/sh', TERM: 'xterm', GITCRQ_TMUX_SOCKET: socket };
  const tmux = (args: readonly string[]): string =>
    execFileSync('tmux', ['-L', socket, '-f', config, ...args], {
      // Where its shells begin.
      cwd: at.clone,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  tmux(['new-session', '-d', '-s', 'work', '-x', '120', '-y', '30']);
  onTestFinished(() => {
    try {
      tmux(['kill-server']);
    } catch {
      // The test ended it.
    }
  });
  return { ...at, env, socket, tmux };
}
