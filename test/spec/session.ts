/**
 * Where a page is typed: a fresh directory, a home of its own, the built gitcrq on the PATH, and a clock for git that
 * stands still. Each command is a line for sh; the directory it ends in is where the next one begins.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN } from '../cli/run.ts';
import { ROOT } from '../house/sources.ts';

export interface Said {
  readonly exit: number | null;
  /** Standard output and standard error as they came. */
  readonly text: string;
}

export interface Session {
  type(command: string): Promise<Said>;
  end(): void;
}

const CONFIG = `[user]
\tname = Ada Lovelace
\temail = ada@example.com
[init]
\tdefaultBranch = main
[advice]
\tdetachedHead = false
`;

/** Real histories, in a folder beside the project; a page that wants them cannot be run without. */
export const HISTORIES = join(ROOT, '..', 'shared', 'data', 'histories');

/** Compiled code of the run, and nothing else. */
const KEPT = join(tmpdir(), 'gitcrq-test-cache');

const NOON = '2026-11-21T12:00:00Z';

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

export function openSession(bin = BIN): Session {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gitcrq-guide-')));
  const [home, programs] = [join(root, '.home'), join(root, '.bin')];
  for (const dir of [home, programs]) mkdirSync(dir);
  writeFileSync(join(home, 'gitconfig'), CONFIG);
  writeFileSync(join(programs, 'gitcrq'), `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(bin)} "$@"\n`);
  chmodSync(join(programs, 'gitcrq'), 0o755);
  const socket = `gitcrq-test-${randomBytes(6).toString('hex')}`;
  const env = {
    // Panes are on a tmux server of the page's own, and run a plain shell.
    GITCRQ_TMUX_SOCKET: socket,
    SHELL: '/bin/sh',
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    XDG_CACHE_HOME: KEPT,
    HISTORIES,
    TMPDIR: home,
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    GIT_AUTHOR_DATE: NOON,
    GIT_COMMITTER_DATE: NOON,
  };
  let cwd = root;

  function type(command: string): Promise<Said> {
    const script = `exec 2>&1\n${command}\nlast=$?\npwd >&3\nexit $last`;
    const child = spawn('sh', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    const place: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
    child.stdio[3]?.on('data', (chunk: Buffer) => place.push(chunk));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exit) => {
        cwd = Buffer.concat(place).toString('utf8').trimEnd() || cwd;
        resolve({ exit, text: Buffer.concat(said).toString('utf8').replaceAll(root, '~') });
      });
    });
  }

  function end(): void {
    spawnSync('tmux', ['-L', socket, 'kill-server'], { stdio: 'ignore' });
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }

  return { type, end };
}
