/** Other tools beside gitcrq: installed on demand from their own lock, timed without a limit. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { longHistory } from './long-history.ts';
import type { Call } from './measure.ts';
import { adopted, bin, git, node, root, scratch } from './place.ts';

const CACHE = join(root, 'node_modules', '.cache', 'gitcrq-peers');
const MOST = 60_000;

/** Folder of the installed peers; undefined, and said, where npm cannot install them. */
export function peers(): string | undefined {
  mkdirSync(CACHE, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(join(root, 'bench', 'peers', name), join(CACHE, name));
  }
  const modules = join(CACHE, 'node_modules');
  // The script of lefthook would put its hooks into the repository that this folder lies in.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: CACHE,
    timeout: 120_000,
  });
  if (status === 0 && existsSync(modules)) return modules;
  console.log('   peers skipped: npm ci could not install bench/peers');
  return undefined;
}

/** Milliseconds of one run; infinite when it took too long, NaN when it failed. */
function once([program, ...args]: Call, cwd: string): number {
  const begin = performance.now();
  const run = spawnSync(program, args, { cwd, timeout: MOST, killSignal: 'SIGKILL', maxBuffer: 1 << 28 });
  if (run.error && 'code' in run.error && run.error.code === 'ETIMEDOUT') return Number.POSITIVE_INFINITY;
  return run.status === 0 ? performance.now() - begin : Number.NaN;
}

/** Prints medians of three interleaved runs and multiples of the first call; what is slow runs once. */
function beside(size: number, calls: readonly (readonly [string, Call])[], cwd: string): void {
  const times = calls.map(([, call]) => [once(call, cwd)]);
  for (let round = 1; round < 3; round++) {
    for (const [index, [, call]] of calls.entries()) {
      if ((times[index]?.[0] ?? 0) < 5_000) times[index]?.push(once(call, cwd));
    }
  }
  const middle = times.map((taken) => taken.sort((a, b) => a - b)[taken.length >> 1] ?? Number.NaN);
  for (const [index, [name]] of calls.entries()) {
    const time = middle[index] ?? Number.NaN;
    const ratio = (time / (middle[0] ?? Number.NaN)).toFixed(2);
    const text = Number.isNaN(time) ? 'failed' : time === Infinity ? 'over 60 s' : `${time.toFixed(0)} ms  ${ratio}x`;
    console.log(`   ${size}: ${name}: ${text}`);
  }
}

/** `crq list` and Backlog.md's list of as many tasks. */
export function crqPeers(): boolean {
  const modules = peers();
  for (const count of [1_000, 10_000]) {
    const calls: [string, Call][] = [['gitcrq crq list', [node, bin, 'crq', 'list']]];
    const clone = adopted('crq', count);
    if (modules) {
      const backlog = join(modules, 'backlog.md', 'cli.js');
      const dir = scratch('backlog');
      git(dir, ['init', '-q']);
      const init = ['init', 'Bench', '--defaults', '--integration-mode', 'none', '--check-branches', 'false'];
      spawnSync(node, [backlog, ...init, '--include-remote', 'false'], { cwd: dir });
      mkdirSync(join(dir, 'backlog', 'tasks'), { recursive: true });
      for (let n = 1; n <= count; n++) {
        const text = `---\nid: TASK-${n}\ntitle: Change number ${n}\nstatus: To Do\nassignee: []\ncreated_date: '2026-01-01 00:00'\nlabels: []\ndependencies: []\n---\n`;
        writeFileSync(join(dir, 'backlog', 'tasks', `task-${n} - Change-number-${n}.md`), text);
      }
      const list = 'cd "$0" && exec "$1" "$2" task list --plain';
      calls.push(['backlog task list --plain', ['sh', '-c', list, dir, node, backlog]]);
    }
    beside(count, calls, clone);
  }
  return true;
}

/** Linkage, commitlint and `git log` of the same commits. */
export function checkPeers(): void {
  const modules = peers();
  for (const count of [1_000, 10_000, 100_000]) {
    const dir = longHistory('peers', count);
    const first = git(dir, ['rev-list', '--max-parents=0', 'HEAD']).trim();
    const calls: [string, Call][] = [
      ['git log', ['git', 'log', '--format=%H%x00%B', 'main']],
      ['gitcrq check --all --external', [node, bin, 'check', '--all', '--external', '--prefix', 'CRQ']],
    ];
    if (modules) {
      const config = join(modules, '@commitlint', 'config-conventional', 'lib', 'index.js');
      const cli = join(modules, '@commitlint', 'cli', 'cli.js');
      calls.push(['commitlint', [node, cli, '--extends', config, '--from', first, '--to', 'HEAD']]);
    }
    beside(count, calls, dir);
  }
}
