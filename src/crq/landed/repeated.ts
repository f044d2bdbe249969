/** Proof 4: a commit of the base makes the change of the whole branch, or there is one for each of its commits. */
import type { Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import { type ChangedPath, changedPaths, patchIds } from '../../git/changes.ts';
import { isAncestor } from '../../git/refs.ts';
import type { Apart, Claim, Ground, Head } from './ground.ts';

const key = (paths: readonly ChangedPath[]): string => paths.map(({ path }) => path).join('\0');

interface Candidate {
  readonly apart: Apart;
  /** The branch's commits that change anything, newest first. */
  readonly commits: readonly { readonly oid: Oid; readonly key: string }[];
}

/** The same patch touches the same paths; only where those are equal are patches compared. */
export async function repeated(ground: Ground, apart: readonly Apart[]): Promise<Result<ReadonlyMap<Head, Claim>>> {
  if (apart.length === 0) return ok(new Map());
  const theirs = await commitsOfBase(ground, apart);
  if (!theirs.ok) return theirs;
  const wanted = await candidates(ground, apart);
  const keys = new Set(theirs.value.values());
  const likely = wanted.filter(
    ({ apart: { paths }, commits }) => keys.has(key(paths)) || commits.some((commit) => keys.has(commit.key)),
  );
  const asked = new Set(
    likely.flatMap(({ apart: { paths }, commits }) => [key(paths), ...commits.map((one) => one.key)]),
  );
  const [squashes, singles] = await Promise.all([
    patchIds(
      ground.repo,
      likely.map(({ apart: { head, fork } }) => ({ from: fork, to: head.tip })),
    ),
    patchIds(ground.repo, [
      ...likely.flatMap(({ commits }) => commits.map(({ oid }) => ({ to: oid }))),
      ...[...theirs.value].filter(([, paths]) => asked.has(paths)).map(([oid]) => ({ to: oid })),
    ]),
  ]);
  if (!squashes.ok) return squashes;
  if (!singles.ok) return singles;
  const byPatch = new Map<string, Oid[]>();
  for (const [oid, id] of singles.value) if (theirs.value.has(oid)) byPatch.set(id, [...(byPatch.get(id) ?? []), oid]);
  const claims = new Map<Head, Claim>();
  for (const { apart: one, commits } of likely) {
    const patches = [squashes.value.get(one.head.tip), ...commits.map(({ oid }) => singles.value.get(oid))];
    const found = await repeatedBy(
      ground,
      one.fork,
      patches.map((id) => byPatch.get(id ?? '') ?? []),
    );
    if (!found.ok) return found;
    if (found.value !== null) claims.set(one.head, { oid: found.value, proof: 'patch', from: one.fork });
  }
  return ok(claims);
}

/** The commit for the whole branch, else the one for its last commit where there is one for each. */
async function repeatedBy(
  ground: Ground,
  fork: Oid,
  [whole = [], ...each]: readonly (readonly Oid[])[],
): Promise<Result<Oid | null>> {
  const squash = await firstAfter(ground, whole, fork);
  if (!squash.ok || squash.value !== null) return squash;
  let last: Oid | null = null;
  for (const oids of each.toReversed()) {
    const found = await firstAfter(ground, oids, fork);
    if (!found.ok || found.value === null) return found;
    last = found.value;
  }
  return ok(last);
}

/** Commits of the base that are no merges, since the oldest fork, each with its paths. */
async function commitsOfBase(
  { repo, base, line }: Ground,
  apart: readonly Apart[],
): Promise<Result<ReadonlyMap<Oid, string>>> {
  const forks = [...new Set(apart.map(({ fork }) => fork))];
  const oldest = forks.reduce<Oid | null>(
    (old, fork) => (old === null || line.had(old, fork) === true ? old : line.had(fork, old) === true ? fork : null),
    forks[0] ?? null,
  );
  const bound =
    oldest !== null && forks.every((fork) => fork === oldest || line.had(oldest, fork) === true) ? [`^${oldest}`] : [];
  const text = await repo.output('walking the base', ['rev-list', '--no-merges', base, ...bound]);
  if (!text.ok) return text;
  const oids = text.value.split('\n').filter((oid) => oid !== '') as Oid[]; // rev-list's own
  const paths = await changedPaths(
    repo,
    oids.map((to) => ({ to })),
  );
  return ok(new Map(oids.map((oid, n) => [oid, key(paths[n] ?? [])])));
}

/** A branch with merges has no commits that could stand for it one by one. */
async function candidates({ repo, beyond }: Ground, apart: readonly Apart[]): Promise<readonly Candidate[]> {
  const own = apart.map(({ head }) => {
    const there = beyond.get(head.tip);
    return there === undefined || there.merged ? [] : there.own;
  });
  const paths = await changedPaths(
    repo,
    own.flat().map((to) => ({ to })),
  );
  let at = 0;
  return apart.map((one, n) => {
    const commits = (own[n] ?? []).map((oid) => ({ oid, key: key(paths[at++] ?? []) }));
    return { apart: one, commits: commits.filter((commit) => commit.key !== '') };
  });
}

/** The first of these commits that the branch did not start from. */
async function firstAfter({ repo, line }: Ground, oids: readonly Oid[], fork: Oid): Promise<Result<Oid | null>> {
  for (const oid of oids) {
    const known = line.had(oid, fork);
    const before = known === null ? await isAncestor(repo, oid, fork) : ok(known);
    if (!before.ok) return before;
    if (!before.value) return ok(oid);
  }
  return ok(null);
}
