/**
 * 32 closed branches and eight landers at once, each in a clone of its own: how many landings are tried, and how long all of
 * it takes, in turns and beside the same landers who only compare and swap.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closed } from './landing.ts';
import { adopted, git, node } from './place.ts';

const BRANCHES = 32;
const LANDERS = 8;
/** How many times as many landings may be tried as there are. */
const TRIES = 2;
const LANDER = fileURLToPath(new URL('lander.ts', import.meta.url));

/** Counts where a push arrives, before git compares: what is refused was tried, too. */
const COUNTING = `#!/bin/sh
while read -r _ _ ref; do [ "$ref" != refs/heads/main ] || echo x >>"$GIT_DIR/tries"; done
`;

const land = (cwd: string, how: string): Promise<void> =>
  new Promise((resolve, reject) => {
    spawn(node, [LANDER, how], { cwd, stdio: ['ignore', 'ignore', 'inherit'] }).on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`a lander ended with ${code}`)),
    );
  });

interface Round {
  readonly time_ms: number;
  readonly tries: number;
  readonly landed: number;
}

async function round(how: 'turns' | 'free'): Promise<Round> {
  const clone = adopted(`landers-${how}`, 1);
  const root = git(clone, ['rev-parse', 'main']).trim();
  const remote = git(clone, ['remote', 'get-url', 'origin']).trim();
  git(clone, ['fast-import', '--quiet'], closed(root, 2, BRANCHES));
  git(clone, ['push', '-q', 'origin', '--all']);
  const hook = join(remote, 'hooks', 'pre-receive');
  writeFileSync(hook, COUNTING);
  chmodSync(hook, 0o755);
  const clones = Array.from({ length: LANDERS }, (_, n) => join(clone, '..', `lander-${n}`));
  for (const one of clones) git(clone, ['clone', '-q', remote, one]);
  const begun = performance.now();
  await Promise.all(clones.map((one) => land(one, how)));
  const time_ms = performance.now() - begun;
  const tries = join(remote, 'tries');
  return {
    time_ms,
    tries: existsSync(tries) ? readFileSync(tries, 'utf8').split('\n').length - 1 : 0,
    landed: Number(git(remote, ['rev-list', '--count', '--merges', `${root}..main`]).trim()),
  };
}

const row = ({ time_ms, tries, landed }: Round, what: string): string =>
  `${time_ms.toFixed(0).padStart(8)} ms  ${landed} landed by ${tries} tries  ${what}`;

export async function landers(): Promise<boolean> {
  const [free, turns] = [await round('free'), await round('turns')];
  const ok = turns.landed === BRANCHES && turns.tries <= TRIES * BRANCHES;
  console.log(row(free, `${LANDERS} landers who only compare and swap (baseline)`));
  console.log(row(turns, `in turns, at most ${TRIES * BRANCHES} tries: ${ok ? 'ok' : 'TOO MANY'}`));
  return ok;
}
