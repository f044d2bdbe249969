/**
 * Tests a candidate in one of the clone's own test worktrees: kept between runs, because updating 20,000 files is cheaper
 * than writing them. Invariant: the command sees exactly the candidate's files; nothing of an earlier run is left, ignored
 * files included. The caller holds the lander's lock.
 */
import { dirname, join, resolve } from 'node:path';
import type { Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { runTest, type TestRun } from '../exec/test-command.ts';
import type { Repo } from '../git/repo.ts';
import { complaint } from '../git/run.ts';
import { TEST_WORKTREE } from './errors.ts';

const FIRST = 'lander';
const folder = (repo: Repo): string => join(repo.commonDir, 'gitcrq', 'worktrees');

/** `slot`: 0 for the first, one for each test that runs beside it. */
export const testWorktree = (repo: Repo, slot = 0): string =>
  join(folder(repo), slot === 0 ? FIRST : `${FIRST}-${slot + 1}`);

/** All that are there. */
export const testWorktrees = (repo: Repo): readonly string[] =>
  repo.ports.files
    .list(folder(repo))
    .filter((name) => new RegExp(`^${FIRST}(?:-\\d+)?$`).test(name))
    .map((name) => join(folder(repo), name));

/** The user's hooks and sparse checkout are about the user's own checkouts. */
const PLAIN = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.sparseCheckout=false', '-c', 'advice.detachedHead=false'];

async function git(repo: Repo, args: readonly string[], cwd?: string): Promise<Result<string>> {
  const run = await repo.git([...PLAIN, ...args], cwd === undefined ? {} : { cwd });
  if (!run.ok) return run;
  if (run.value.code === 0) return ok(run.value.stdout.toString('utf8').trim());
  return fail(TEST_WORKTREE, `git ${args[0]} ${args[1] ?? ''}: ${complaint(run.value)}`, [
    'gitcrq merge',
    'git worktree list',
  ]);
}

/** Paths that git was told to leave as they are (git-update-index(1), git-sparse-checkout(1)): a test may have said so. */
const isLeft = (listed: string): boolean => /^[^H]/m.test(listed);

/** Brings the kept worktree to the candidate. */
async function update(repo: Repo, dir: string, candidate: Oid): Promise<Result<string>> {
  const index = await git(repo, ['ls-files', '-v'], dir);
  if (!index.ok) return index;
  if (isLeft(index.value)) return fail(TEST_WORKTREE, 'its index leaves paths out', []);
  for (const args of [
    ['checkout', '--quiet', '--force', '--detach', candidate],
    ['clean', '-ffdxq'],
  ]) {
    const done = await git(repo, args, dir);
    if (!done.ok) return done;
  }
  return git(repo, ['rev-parse', 'HEAD'], dir);
}

/** A worktree that a kill left half-made is made anew: nothing in it belongs to anybody. */
async function make(repo: Repo, dir: string, candidate: Oid): Promise<Result<string>> {
  repo.ports.files.removeTree(dir);
  // Twice --force: the registration of the one that is gone may be there still, locked or not.
  const added = await git(repo, ['worktree', 'add', '--quiet', '--force', '--force', '--detach', dir, candidate]);
  return added.ok ? git(repo, ['rev-parse', 'HEAD'], dir) : added;
}

const isSame = ({ ports: { files } }: Repo, one: string, other: string): boolean =>
  files.stat(one) !== null && files.stat(other) !== null && files.realpath(one) === files.realpath(other);

/** Is it still the worktree that was made here? A test may have put another repository, or a way into one, in its place. */
function isOwn(repo: Repo, dir: string): boolean {
  const { files } = repo.ports;
  const link = join(dir, '.git');
  if (files.stat(link)?.kind !== 'file') return false;
  const to = (text: string | null, from: string): string =>
    resolve(from, text?.replace(/^gitdir: /, '').trimEnd() ?? '');
  const admin = to(files.readText(link), dir);
  const back = to(files.readText(join(admin, 'gitdir')), admin);
  return isSame(repo, dirname(admin), join(repo.commonDir, 'worktrees')) && isSame(repo, back, link);
}

/** Prepares the worktree; answers the commit it is at, as git says. */
async function ready(repo: Repo, dir: string, candidate: Oid): Promise<Result<string>> {
  const kept = isOwn(repo, dir) ? await update(repo, dir, candidate) : null;
  return kept?.ok ? kept : make(repo, dir, candidate);
}

/** Can this commit be checked out where tests run? */
export const canCheckOut = async (repo: Repo, commit: Oid, slot = 0): Promise<boolean> =>
  (await ready(repo, testWorktree(repo, slot), commit)).ok;

/** The run, and the commit that was really in the worktree. */
export interface Tested {
  readonly oid: string;
  readonly run: TestRun;
}

export interface TestOptions {
  readonly command: string;
  readonly timeout_s: number;
  readonly slot?: number;
  readonly signal?: AbortSignal;
}

export async function testCandidate(
  repo: Repo,
  candidate: Oid,
  { command, timeout_s, slot = 0, signal }: TestOptions,
): Promise<Result<Tested>> {
  const dir = testWorktree(repo, slot);
  const at = await ready(repo, dir, candidate);
  if (!at.ok) return at;
  repo.ports.trail.at('land/worktree');
  repo.ports.out.note(`testing ${candidate.slice(0, 12)}: ${command}`);
  const run = await runTest(repo.ports.clock, {
    command,
    dir,
    timeout_ms: timeout_s * 1000,
    env: repo.ports.env,
    ...(signal && { signal }),
  });
  return run.ok ? ok({ oid: at.value, run: run.value }) : run;
}
