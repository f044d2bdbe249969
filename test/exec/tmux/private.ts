/** A tmux server of a test's own: on a socket of its own, without the user's configuration, gone with the test. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, onTestFinished } from 'vitest';
import { type Wired, wire } from '../../../src/app/wire.ts';
import { type Tmux, tmuxOf } from '../../../src/exec/tmux/server.ts';
import { hasProgram, needs } from '../../needs.ts';

/** For every file that imports this one. */
beforeEach((context) => needs(context, hasProgram('tmux'), 'tmux'));

export interface Private {
  readonly socket: string;
  readonly dir: string;
  readonly ports: Wired;
  readonly tmux: Tmux;
  /** tmux itself, past what is tested. */
  raw(...words: readonly string[]): string;
  kill(): void;
}

/** With one session `first`, whose pane runs a plain sh; without `first` no server runs yet. */
export function privateTmux({ first = true } = {}): Private {
  const socket = `gitcrq-test-${randomBytes(6).toString('hex')}`;
  const dir = mkdtempSync(join(tmpdir(), 'gitcrq-tmux-'));
  const env = { ...process.env, TMUX: undefined, TMUX_PANE: undefined, HOME: dir, SHELL: '/bin/sh', ENV: undefined };
  const words = ['-L', socket, '-f', '/dev/null', '-u'];
  const kill = (): void => void spawnSync('tmux', [...words, 'kill-server'], { env, stdio: 'ignore' });
  onTestFinished(() => {
    kill();
    rmSync(dir, { recursive: true, force: true });
  });
  const ports = wire({ env, cwd: dir, talk: () => {} });
  const raw = (...more: readonly string[]): string =>
    execFileSync('tmux', [...words, ...more], { env, encoding: 'utf8' }).replace(/\n$/, '');
  if (first)
    raw(
      'new-session',
      '-d',
      '-s',
      'first',
      '-x',
      '80',
      '-y',
      '24',
      '-c',
      dir,
      ';',
      'set',
      '-g',
      'default-shell',
      '/bin/sh',
    );
  return { socket, dir, ports, tmux: tmuxOf(ports, { socket }), raw, kill };
}
