/**
 * Writes docs/img/session.svg, the picture of the README: a session that is really played, in the surroundings of the
 * demonstration, and drawn as text. Run after a build: node scripts/picture.ts
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Stage, setStage } from '../src/app/demo/stage.ts';
import { wire } from '../src/app/wire.ts';
import { drawing } from './picture/drawing.ts';
import { screen } from './picture/screen.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Before the curtain rises: a repository that has adopted gitcrq. */
const BEFORE = ['gitcrq init', 'git push --quiet --set-upstream origin main', 'echo user > login.txt'];

const SHOWN = [
  'gitcrq start "Add login"',
  'git add login.txt && git commit --quiet -m "Add the login form"',
  'git commit --quiet --allow-empty -m "Polish" -m "CRQ: CRQ-22"',
  'gitcrq close -m "Works in all browsers"',
  'git switch --quiet main && gitcrq trace',
];

/** What a command says on a terminal, in the order it says it. */
const say = ({ clone, env }: Stage, command: string, more: Record<string, string> = {}): string => {
  const ran = spawnSync('sh', ['-c', `exec 2>&1\n${command}`], {
    cwd: clone,
    env: { ...env, ...more },
    encoding: 'utf8',
  });
  if (ran.error !== undefined) throw ran.error;
  return ran.stdout;
};

const ports = wire({ env: process.env, cwd: root });
const stage = setStage(ports, [process.execPath, join(root, 'dist/bin.js')]);
try {
  execFileSync('git', ['init', '--quiet', '--bare', stage.remote], { env: stage.env });
  execFileSync('git', ['clone', '--quiet', stage.remote, stage.clone], { env: stage.env, stdio: 'ignore' });
  for (const command of BEFORE) say(stage, command);
  const played = SHOWN.map((command) => ({ command, said: say(stage, command, { FORCE_COLOR: '1' }) }));
  const lines = screen(played.map((one) => ({ ...one, said: one.said.replaceAll(`${stage.root}/`, '~/') })));
  mkdirSync(join(root, 'docs/img'), { recursive: true });
  writeFileSync(join(root, 'docs/img/session.svg'), drawing(lines));
} finally {
  rmSync(stage.root, { recursive: true, force: true });
}
