/**
 * Which commits are older than the rules. The adoption is derived: the first commit on the base that adds gitcrq.yaml.
 * What does not descend from it is counted and not judged.
 */
import { isOid, type Oid, oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { isAltered } from '../git/altered.ts';
import type { LogCommit } from '../git/log.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { type Keeping, keep, recall } from '../store/kept.ts';
import { adoptionCommit } from './adoption-commit.ts';
import { shallowCommits } from './shallow.ts';

export interface Adoption {
  /** The commit that adopted gitcrq. */
  readonly oid: Oid;
  /** How many commits of the range are not judged. */
  readonly before: number;
  /** Is this commit of the range one of them? */
  readonly isBefore: (commit: Oid) => boolean;
  /** Revision arguments of the part of the range that has to be looked at. */
  readonly revisions: readonly string[];
}

const withNot = (revisions: readonly string[], not: string): readonly string[] =>
  revisions.includes('--not') ? [...revisions, not] : [...revisions, '--not', not];

/** The part of a range that has to be looked at, as revision arguments. */
export const younger = (revisions: readonly string[], adoption: Oid): readonly string[] =>
  withNot(revisions, `${adoption}^@`);

/** Commits that somebody lists anyway; null if they are too many. */
type Listed = () => Promise<readonly LogCommit[] | null>;

interface Walked {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly boundary: boolean;
}

/** A line of `rev-list --boundary --parents`: oid and parents, with `-` before what is outside the range. */
function walked(line: string): Walked {
  const [name = '', ...parents] = line.split(' ');
  return name.startsWith('-')
    ? { oid: name.slice(1), parents, boundary: true }
    : { oid: name, parents, boundary: false };
}

/** Commits outside the range that its commits stand on: which of them descend from the adoption? */
async function boundaryVerdicts(
  repo: Repo,
  adoption: Oid,
  walk: readonly Walked[],
): Promise<Result<Map<string, boolean>>> {
  const verdicts = new Map<string, boolean>();
  for (const { oid: name } of walk.filter(({ boundary }) => boundary)) {
    const descends = await isAncestor(repo, adoption, oid(name));
    if (!descends.ok) return descends;
    verdicts.set(name, descends.value);
  }
  return ok(verdicts);
}

async function count(repo: Repo, revisions: readonly string[]): Promise<Result<number>> {
  const counted = await repo.output('counting commits', ['rev-list', '--count', ...revisions]);
  return counted.ok ? ok(Number(counted.value)) : counted;
}

/** Does all of a whole history descend from the adoption? git itself can count that, and nothing is held in memory. */
async function wholeDescends(
  repo: Repo,
  revisions: readonly string[],
  looked: readonly string[],
  adoption: Oid,
): Promise<Result<boolean>> {
  const keeping: Keeping = { name: 'adopted.json', from: [adoption, ...revisions] };
  if (recall(repo, keeping) !== null && !(await isAltered(repo))) return ok(true);
  const [all, descending] = await Promise.all([
    count(repo, revisions),
    count(repo, [`--ancestry-path=${adoption}`, ...looked]),
  ]);
  if (!all.ok) return all;
  if (!descending.ok) return descending;
  if (descending.value !== all.value) return ok(false);
  if (isOid(revisions[0] ?? '') && !(await isAltered(repo))) keep(repo, keeping, '');
  return ok(true);
}

/** More edges than this are asked in one walk. */
const FEW_EDGES = 8;

/** Is it plain that all of these commits descend from the adoption? Where they leave the range, all is younger, and none is a root. */
async function plainlyYounger(repo: Repo, adoption: Oid, commits: readonly LogCommit[]): Promise<Result<boolean>> {
  const inside = new Set<Oid>(commits.map(({ oid }) => oid));
  const edges = new Set<Oid>();
  for (const { oid, parents } of commits) {
    if (oid === adoption) continue;
    if (parents.length === 0) return ok(false);
    for (const parent of parents) if (!inside.has(parent)) edges.add(parent);
    if (edges.size > FEW_EDGES) return ok(false);
  }
  for (const edge of edges) {
    const younger = await isAncestor(repo, adoption, edge);
    if (!younger.ok || !younger.value) return younger;
  }
  return ok(edges.size > 0);
}

/**
 * Splits a range (as `git log` takes it) into what is judged and what is older than `adoption`. A path down from a
 * commit of the range leaves it through a boundary commit or meets the adoption, so these decide.
 */
async function splitAtAdoption(
  repo: Repo,
  revisions: readonly string[],
  adoption: Oid,
  listed: Listed,
): Promise<Result<Adoption>> {
  const looked = younger(revisions, adoption);
  const whole = revisions.length === 1 ? await wholeDescends(repo, revisions, looked, adoption) : ok(false);
  if (!whole.ok) return whole;
  const commits = whole.value || revisions.length === 1 ? null : await listed();
  const plain = commits === null ? whole : await plainlyYounger(repo, adoption, commits);
  if (!plain.ok) return plain;
  if (plain.value) return ok({ oid: adoption, before: 0, isBefore: () => false, revisions: looked });
  const list = await repo.output('comparing with the adoption', [
    'rev-list',
    '--topo-order',
    '--boundary',
    '--parents',
    ...looked,
  ]);
  if (!list.ok) return list;
  const walk = list.value
    .split('\n')
    .filter((line) => line !== '')
    .map(walked);
  const verdicts = await boundaryVerdicts(repo, adoption, walk);
  if (!verdicts.ok) return verdicts;
  const descends = verdicts.value;
  // Where the range stands on something younger than the adoption, what is older is out of it already.
  const out = [...descends.values()].includes(true);
  let [inside, judged] = [0, 0];
  for (const { oid: name, parents, boundary } of walk.toReversed()) {
    if (boundary) continue;
    inside++;
    const after = name === adoption || parents.some((parent) => descends.get(parent) === true);
    descends.set(name, after);
    if (after) judged++;
  }
  const all = out ? ok(inside) : await count(repo, revisions);
  if (!all.ok) return all;
  return ok({
    oid: adoption,
    before: all.value - judged,
    isBefore: (commit) => descends.get(commit) !== true,
    revisions: looked,
  });
}

/** A branch that is not on its base yet, where nothing older is let in any more: everything the adoption does not stand on is judged. */
const judgedWhole = (revisions: readonly string[], adoption: Oid): Adoption => ({
  oid: adoption,
  before: 0,
  isBefore: () => false,
  revisions: younger(revisions, adoption),
});

/** Has the day come on which branches forked earlier are judged? What has landed by then stays as it was judged. */
const graceIsOver = (repo: Repo, { policy: { adopt } }: Basis): boolean =>
  adopt.grace_until !== null && repo.ports.clock.now().toISOString().slice(0, 10) >= adopt.grace_until;

/** The commit that adopted gitcrq, looked for where the policy was found; null if there is none. */
export async function adoptedBy(repo: Repo, basis: Basis, head: Oid): Promise<Result<Oid | null>> {
  for (const tip of new Set([basis.seen, basis.tip, head])) {
    const adoption = tip === null ? ok(null) : await adoptionCommit(repo, tip);
    if (!adoption.ok || adoption.value !== null) return adoption;
  }
  return ok(null);
}

/** Did the history begin with the adoption? Then nothing is older, and a new root is no way around the rules. */
const isRoot = async (repo: Repo, adoption: Oid): Promise<boolean> =>
  (await repo.reader.info(`${adoption}^`)) === null && !shallowCommits(repo).has(adoption);

/**
 * The split of `revisions` at the adoption. `pending`: they are a branch's own commits, which its base does not have.
 * `listed`: the commits of the younger part, if they are at hand.
 */
export async function splitRange(
  repo: Repo,
  basis: Basis,
  adoption: Oid,
  revisions: readonly string[],
  pending = false,
  listed: Listed = async () => null,
): Promise<Result<Adoption>> {
  const whole = pending && (graceIsOver(repo, basis) || (await isRoot(repo, adoption)));
  return whole ? ok(judgedWhole(revisions, adoption)) : splitAtAdoption(repo, revisions, adoption, listed);
}

/** As splitRange, at the adoption that `adoptedBy` finds; null if there is none. */
export async function adoptionOf(
  repo: Repo,
  basis: Basis,
  head: Oid,
  revisions: readonly string[],
): Promise<Result<Adoption | null>> {
  const adoption = await adoptedBy(repo, basis, head);
  if (!adoption.ok) return adoption;
  return adoption.value === null ? ok(null) : splitRange(repo, basis, adoption.value, revisions);
}
