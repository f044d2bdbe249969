/**
 * Writes docs/img/recording.svg, the picture of the guide: a run that is really recorded, played in a pane of tmux by
 * `run play`, and what the pane shows then. Run after a build: node scripts/picture-recording.ts
 */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setStage } from '../src/app/demo/stage.ts';
import { wire } from '../src/app/wire.ts';
import { drawing } from './picture/drawing.ts';
import { COLUMNS, screen } from './picture/screen.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Draws over its own line, as tests do: only a terminal shows it as it was. */
const SUITE = `#!/bin/sh
printf '\\033[1mlogin\\033[0m\\n'
for n in 1 2 3 4 5 6 7 8; do printf '\\r\\033[2m%s of 8\\033[0m' "$n"; sleep 0.1; done
printf '\\r\\033[K  \\033[32m✓\\033[39m 7 passed\\n  \\033[31m✗\\033[39m 1 failed: a password of 72 bytes — “κωδικός”\\n'
echo "      used the token $LOGIN_TOKEN"
exit 1
`;

const POLICY = 'version: 1\ncredentials:\n  LOGIN_TOKEN:\n    env: LOGIN_TOKEN\n';

const ports = wire({ env: process.env, cwd: root });
const stage = setStage(ports, [process.execPath, join(root, 'dist/bin.js')]);
const socket = join(stage.root, 'tmux');
const at = { cwd: stage.clone, encoding: 'utf8', env: { ...stage.env, GITCRQ_TMUX_SOCKET: socket } } as const;
const sh = (command: string): string => execFileSync('sh', ['-c', command], at);
const tmux = (...words: readonly string[]): string => execFileSync('tmux', ['-S', socket, ...words], at);

try {
  execFileSync('git', ['init', '--quiet', stage.clone], { env: stage.env });
  writeFileSync(join(stage.clone, 'gitcrq.yaml'), POLICY);
  writeFileSync(join(stage.clone, 'suite'), SUITE, { mode: 0o700 });
  const recorded = 'gitcrq run --credential LOGIN_TOKEN ./suite; echo "exit $?"';
  const shown = sh(`exec 2>&1; export LOGIN_TOKEN=tok-5f0c1d; ${recorded}`);
  tmux(
    'new-session',
    '-d',
    '-s',
    'play',
    '-x',
    `${COLUMNS}`,
    '-y',
    '20',
    'sh -c "gitcrq run play --speed 4; tmux wait -S played; cat"',
  );
  tmux('wait-for', 'played');
  const played = tmux('capture-pane', '-p', '-e', '-t', 'play:').trimEnd();
  const listed = sh('FORCE_COLOR=1 gitcrq run show').replaceAll(`${stage.root}/`, '~/');
  const lines = screen([
    { command: recorded, said: shown },
    { command: 'gitcrq run play', said: played },
    { command: 'gitcrq run show', said: listed },
  ]);
  writeFileSync(join(root, 'docs/img/recording.svg'), drawing(lines));
} finally {
  try {
    tmux('kill-server');
  } finally {
    rmSync(stage.root, { recursive: true, force: true });
  }
}
