/**
 * Remotes: fetching refs and pushing by compare-and-swap. A push is judged by its porcelain flags and by reading the
 * remote again, never by words (git-push(1), OUTPUT).
 */
import { isOid, type Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { LOST_RACE, REF_LOCKED, REMOTE_REFUSED, REMOTE_UNREACHABLE } from './errors.ts';
import type { RefChange } from './refs.ts';
import type { Repo } from './repo.ts';
import { complaint, type GitOptions, type GitRun } from './run.ts';

const unreachable = (remote: string, run: GitRun) =>
  fail(REMOTE_UNREACHABLE, `${remote}: ${complaint(run)}`, [`git ls-remote ${remote}`]);

/** A fetch moves tracking refs, so its objects must not go to the scratch directory of a dry run. */
const OWN_OBJECTS = { GIT_OBJECT_DIRECTORY: undefined, GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined };

/** As often as a lock is waited for elsewhere: one that is still there was left by a git that died. */
const FETCHES = 5;

/** Fetches these refspecs; a glob that matches nothing is no error. `--no-write-fetch-head`: other tools read FETCH_HEAD. */
export async function fetchRefs(
  repo: Repo,
  remote: string,
  refspecs: readonly string[],
  flags: readonly string[] = [],
): Promise<Result<void>> {
  const args = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    '--no-auto-maintenance',
    ...flags,
    remote,
    ...refspecs,
  ];
  for (let tries = 1; ; tries++) {
    const run = await repo.git(args, { env: OWN_OBJECTS });
    if (!run.ok) return run;
    if (run.value.code === 0) return ok(undefined);
    // The remote answered: another git of this clone has the tracking ref, or has just moved it.
    if (!run.value.stderr.includes('cannot lock ref')) return unreachable(remote, run.value);
    if (tries === FETCHES) return fail(REF_LOCKED, `git fetch: ${complaint(run.value)}`, ['gitcrq status']);
    await repo.ports.clock.sleep(repo.ports.random.int(100 * tries));
  }
}

/** Refs on the remote now that match these names or globs (`*` crosses slashes here; a bare name matches any tail). */
export async function advertisedRefs(
  repo: Repo,
  remote: string,
  globs: readonly string[],
): Promise<Result<ReadonlyMap<string, Oid>>> {
  const run = await repo.git(['ls-remote', '--quiet', '--refs', remote, ...globs]);
  if (!run.ok) return run;
  if (run.value.code !== 0) return unreachable(remote, run.value);
  const refs = new Map<string, Oid>();
  for (const row of run.value.stdout.toString('utf8').split('\n')) {
    const [value = '', ref = ''] = row.split('\t');
    if (isOid(value)) refs.set(ref, value);
  }
  return ok(refs);
}

/** What refs of these exact names point at on the remote now. */
export async function remoteRefs(
  repo: Repo,
  remote: string,
  names: readonly string[],
): Promise<Result<ReadonlyMap<string, Oid>>> {
  const found = await advertisedRefs(repo, remote, names);
  return found.ok ? ok(new Map([...found.value].filter(([ref]) => names.includes(ref)))) : found;
}

/** What an atomic push says of the refs that only fall with another one. */
const FALLEN = '[remote rejected] (atomic push failure)';

/** Rows of `push --porcelain`: refs, and git's summary with the remote's reason in parentheses. Those that fell with another are left out. */
function rejections(porcelain: string): readonly string[] {
  const rows = porcelain
    .split('\n')
    .filter((row) => row.startsWith('!\t'))
    .map((row) => row.split('\t').slice(1).join(' '));
  const causes = rows.filter((row) => !row.endsWith(FALLEN));
  return causes.length > 0 ? causes : rows;
}

/** Refs that a push moved although it failed. git-receive-pack(1) takes the rest of an atomic push if it hides one of the refs. */
const taken = (porcelain: string): readonly string[] =>
  [...porcelain.matchAll(/^[ +*-]\t[^:\t]*:(\S+)\t/gm)].map(([, ref = '']) => ref);

const spec = ({ ref, to }: RefChange): string => `${to ?? ''}:${ref}`;
const lease = ({ ref, from }: RefChange): string => `--force-with-lease=${ref}:${from ?? ''}`;

/** A hook may say as much as it likes. */
const MOST_WORDS = 2000;

/** What the remote's hooks said to the user, line by line. */
const remoteWords = (run: GitRun): string =>
  run.stderr
    .split('\n')
    .filter((row) => row.startsWith('remote:'))
    .map((row) => row.slice('remote:'.length).trim())
    .filter((row) => row !== '')
    .join('\n')
    .slice(0, MOST_WORDS);

/**
 * Moves refs on the remote, all or none. The caller has checked that every change of a branch is a fast-forward or a
 * deletion: the lease would let anything else through. The user's own pre-push hook runs; ours is told to stand aside.
 * Fails: LOST_RACE, REMOTE_REFUSED (hook or protection, with its words), REMOTE_UNREACHABLE.
 */
export async function pushRefs(
  repo: Repo,
  remote: string,
  changes: readonly RefChange[],
  env: GitOptions['env'] = {},
): Promise<Result<void>> {
  const args = [
    'push',
    '--porcelain',
    '--atomic',
    '--no-follow-tags',
    ...changes.map(lease),
    remote,
    ...changes.map(spec),
  ];
  const run = await repo.git(args, { env: { ...env, GITCRQ: '0' } });
  if (!run.ok) return run;
  if (run.value.code === 0) return ok(undefined);
  const now = await remoteRefs(
    repo,
    remote,
    changes.map((change) => change.ref),
  );
  if (!now.ok) return unreachable(remote, run.value);
  const at = (ref: string): Oid | null => now.value.get(ref) ?? null;
  if (changes.every((change) => at(change.ref) === change.to)) return ok(undefined);
  const porcelain = run.value.stdout.toString('utf8');
  const rows = rejections(porcelain);
  const part = taken(porcelain);
  if (rows.length > 0 && part.length > 0)
    return fail(
      REMOTE_REFUSED,
      `${remote} took only a part of an atomic push: it moved ${part.join(', ')} and refused ${rows.join('; ')}`,
      ['git fetch'],
    );
  const moved = changes.find((change) => at(change.ref) !== change.from);
  if (moved !== undefined)
    return fail(LOST_RACE, `${moved.ref} moved on ${remote} while gitcrq was working`, ['git fetch']);
  const words = remoteWords(run.value);
  const what = rows.length > 0 ? rows.join('; ') : complaint(run.value);
  return fail(REMOTE_REFUSED, `${remote} refused the push: ${what}${words === '' ? '' : `\n${words}`}`, [
    'gitcrq check',
  ]);
}
