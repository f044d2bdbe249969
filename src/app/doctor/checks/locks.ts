/**
 * What a killed process leaves: our locks, whose owner is written in them; git's locks, which say nothing, so people decide;
 * and operations that stand half-way.
 */
import { join } from 'node:path';
import { quoted } from '../../../domain/quote.ts';
import type { Repo } from '../../../git/repo.ts';
import { isAlive, listOperations } from '../../../plan/journal.ts';
import { contentAt } from '../../../plan/kinds/files.ts';
import { isAbandonedLock } from '../../../sys/lock.ts';
import { asks, type Check, type Found, mends } from '../problem.ts';

const YOUNG_MS = 10_000;
/** A file is written in moments. */
const DEAD_MS = 3_600_000;

/** Files that end in `.lock` in a folder, and with `deep` in the folders below. */
function locksIn(repo: Repo, dir: string, deep: boolean): readonly string[] {
  const { files } = repo.ports;
  return files.list(dir).flatMap((name) => {
    const path = join(dir, name);
    if (name.endsWith('.lock')) return [path];
    return deep && files.stat(path)?.kind === 'directory' ? locksIn(repo, path, true) : [];
  });
}

const removal = (repo: Repo, path: string): Found['steps'] => [
  { kind: 'files', files: [{ path, from: contentAt(repo, path), to: null }] },
];

function gitLocks(repo: Repo): readonly Found[] {
  const worktrees = join(repo.commonDir, 'worktrees');
  const paths = [
    ...locksIn(repo, repo.commonDir, false),
    ...locksIn(repo, join(repo.commonDir, 'refs'), true),
    ...repo.ports.files.list(worktrees).flatMap((name) => locksIn(repo, join(worktrees, name), false)),
  ];
  const now = repo.ports.clock.now().getTime();
  return paths.flatMap((path) => {
    const age = now - (repo.ports.files.stat(path)?.mtime_ms ?? now);
    if (age < YOUNG_MS) return [];
    const message = `${path} keeps git from writing; it is ${Math.round(age / 1000)} s old`;
    // However old: `git commit -a` holds one as long as somebody writes the message.
    return [asks('lock/git', `${message}. If no git is at work here:`, `rm ${quoted(path)}`)];
  });
}

/** The lock of changes is broken by whoever takes it next, so it needs no step. */
const ownLocks = (repo: Repo): readonly Found[] =>
  ['change.lock', 'lander.lock']
    .map((name) => ({ name, path: join(repo.commonDir, 'gitcrq', name) }))
    .filter(({ path }) => isAbandonedLock(repo.ports, path))
    .map(({ name, path }) =>
      mends(
        'lock/stale',
        `${path} belongs to a process that is gone`,
        name === 'change.lock' ? [] : removal(repo, path),
      ),
    );

/** Temporary files below `gitcrq/` that a kill kept from becoming what they were for. */
function temporaries(repo: Repo, dir: string): readonly Found[] {
  const { files, clock } = repo.ports;
  const now = clock.now().getTime();
  return files.list(dir).flatMap((name) => {
    const path = join(dir, name);
    const found = files.stat(path);
    // A test worktree is full of other people's files.
    if (found?.kind === 'directory') return name === 'worktrees' ? [] : temporaries(repo, path);
    if (!/\.\d+\.\d+\.tmp$/.test(name) || now - (found?.mtime_ms ?? now) < DEAD_MS) return [];
    return [mends('file/temporary', `${path} was left by a process that was killed`, removal(repo, path))];
  });
}

const interrupted = (repo: Repo): readonly Found[] =>
  listOperations(repo)
    .filter((operation) => operation.end === null && !isAlive(repo.ports, operation))
    .map(({ plan, at }) => mends('operation/interrupted', `${plan.op} of ${at} was interrupted (${plan.title})`));

export const locks: Check = ({ repo }) =>
  Promise.resolve({
    found: [
      ...ownLocks(repo),
      ...gitLocks(repo),
      ...temporaries(repo, join(repo.commonDir, 'gitcrq')),
      ...interrupted(repo),
    ],
  });
