/** What the commit that is being made takes in. git names another index than the usual one to its hooks where it was told more. */
import { basename } from 'node:path';
import { quoted } from '../../domain/quote.ts';
import type { Repo } from '../../git/repo.ts';

/** Paths that the commit changes; none if they cannot be told. */
export async function stagedPaths(repo: Repo): Promise<readonly string[]> {
  const staged = await repo.output('reading the index', [
    'diff',
    '--cached',
    '--name-only',
    '-z',
    '--no-renames',
    ...(repo.head.oid === null ? [] : ['HEAD']),
  ]);
  return staged.ok ? staged.value.split('\0').filter((path) => path !== '') : [];
}

const REPEATED: readonly string[] = ['--amend', '--allow-empty'];

/** What only the call of `git commit` itself tells a hook: that it amends, or may be empty. Nothing where it cannot be seen. */
export function saidToGit({ ports }: Repo): string {
  const git = ports.processes.callers().find(([program = '']) => /(?:^|\/)git(?:-commit)?$/.test(program)) ?? [];
  const end = git.indexOf('--');
  const words = end === -1 ? git : git.slice(0, end);
  return REPEATED.filter((word) => words.includes(word))
    .map((word) => ` ${word}`)
    .join('');
}

/** The words that make `git commit` take in the same once more: `-a`, or paths from the top, behind all other words. */
export async function takenIn(repo: Repo): Promise<string> {
  const index = basename(repo.ports.env['GIT_INDEX_FILE'] ?? '');
  if (index === 'index.lock') return ' --all';
  if (!/^next-index-[0-9]+\.lock$/.test(index)) return '';
  const paths = await stagedPaths(repo);
  return ` --only -- ${paths.map((path) => quoted(`:/${path}`)).join(' ')}`;
}
