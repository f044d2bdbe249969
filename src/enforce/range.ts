/** From the words of `check` to a range: which branch, which target, which commits. */

import { revisionOid } from '../crq/branch-new.ts';
import type { Oid } from '../domain/brand.ts';
import { isPrefix } from '../domain/id.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { type Basis, baseTip, isBaseBranch } from '../store/basis.ts';
import { crqOfBranch } from '../store/branch-of.ts';
import { isUnreadable, loadCrq } from '../store/crq-load.ts';
import { shallow } from './check.ts';
import { PREFIX_INVALID, RANGE_INVALID } from './errors.ts';
import type { Range } from './scope.ts';
import { shallowCommits } from './shallow.ts';

export interface RangeWords {
  /** `REV` or `FROM..TO`. */
  readonly range: string | undefined;
  readonly since: string | undefined;
  readonly all: boolean;
  readonly external: boolean;
  readonly prefixes: readonly string[];
}

/** The local or remote branch that a revision names; null if it names a commit in another way. */
async function branchOf(repo: Repo, basis: Basis, revision: string): Promise<string | null> {
  if (revision === 'HEAD') return currentBranch(repo);
  const name = revision.replace(/^refs\/heads\//, '');
  if ((await repo.reader.info(branchRef(name))) !== null) return name;
  const shared = basis.remote === null ? null : `${basis.remote}/`;
  const there = name.replace(/^refs\/remotes\//, '');
  return shared !== null && there.startsWith(shared) && (await repo.reader.info(`refs/remotes/${there}`)) !== null
    ? there.slice(shared.length)
    : null;
}

/** The target of a branch: the base its request names on the default branch, else the default base. */
export async function targetOf(repo: Repo, basis: Basis, branch: string | null): Promise<Result<Oid | null>> {
  if (branch !== null && branch !== basis.base && isBaseBranch(basis, branch)) {
    const tip = await baseTip(repo, basis, branch);
    return tip.ok ? tip : ok(basis.tip);
  }
  const asked = branch === null ? ok(null) : await crqOfBranch(repo, basis, branch);
  if (!asked.ok) return asked;
  const id = asked.value;
  const stored = id === null || basis.tip === null ? null : await loadCrq(repo, basis, basis.tip, id);
  if (stored === null || isUnreadable(stored) || stored.crq.base === basis.base) return ok(basis.tip);
  return baseTip(repo, basis, stored.crq.base);
}

/** What HEAD is, or on an unborn branch the base that there is. */
async function headOf(repo: Repo, basis: Basis): Promise<Result<{ head: Oid; branch: string | null }>> {
  if (repo.head.oid !== null) return ok({ head: repo.head.oid, branch: currentBranch(repo) });
  const tip = basis.seen ?? basis.tip;
  return tip === null
    ? fail(
        RANGE_INVALID,
        'there is no commit yet',
        ['git commit --allow-empty -m "First commit"'],
        'Only commits can be judged.',
      )
    : ok({ head: tip, branch: basis.base });
}

async function endOf(
  repo: Repo,
  basis: Basis,
  words: RangeWords,
): Promise<Result<{ from: string | null; head: Oid; branch: string | null }>> {
  const [from = '', to] = (words.range ?? '').split('..', 2);
  if (
    words.range?.includes('...') === true ||
    (words.range !== undefined && to === undefined && from === '') ||
    (words.range?.split('..').length ?? 0) > 2
  ) {
    return fail(RANGE_INVALID, `${JSON.stringify(words.range)} is no range`, [
      'gitcrq check FROM..TO',
      'gitcrq check BRANCH',
    ]);
  }
  const start = words.range === undefined || to === undefined ? null : from === '' ? 'HEAD' : from;
  const end = words.range === undefined ? '' : (to ?? from);
  if (end === '') {
    const head = await headOf(repo, basis);
    return head.ok ? ok({ from: start, ...head.value }) : head;
  }
  const head = await revisionOid(repo, end);
  return head.ok ? ok({ from: start, head: head.value, branch: await branchOf(repo, basis, end) }) : head;
}

/** Fails: REVISION_UNKNOWN, RANGE_INVALID, PREFIX_INVALID, BASE_MISSING. */
export async function resolveRange(repo: Repo, basis: Basis, words: RangeWords): Promise<Result<Range>> {
  const prefixes = prefixesOf(words.prefixes);
  if (!prefixes.ok) return prefixes;
  if (prefixes.value.length > 0 && !words.external) {
    return fail(
      PREFIX_INVALID,
      '--prefix counts only with --external',
      ['gitcrq check --external --prefix KEY', 'gitcrq config get crq.prefixes'],
      'The prefixes of a repository that has adopted gitcrq are those of its policy.',
    );
  }
  if ([words.all, words.since !== undefined, words.range?.includes('..') === true].filter(Boolean).length > 1) {
    return fail(RANGE_INVALID, '--all, --since and FROM..TO each say where the range begins; give one of them', [
      'gitcrq check --all',
      'gitcrq check --since REF',
    ]);
  }
  const end = await endOf(repo, basis, words);
  if (!end.ok) return end;
  const from = words.since ?? end.value.from;
  const given = from === null ? null : await revisionOid(repo, from);
  if (given !== null && !given.ok) return given;
  const target = given !== null ? given : words.all ? ok(null) : await targetOf(repo, basis, end.value.branch);
  if (!target.ok) return target;
  const { head, branch } = end.value;
  const crq = branch === null ? ok(null) : await crqOfBranch(repo, basis, branch);
  if (!crq.ok) return crq;
  const external = words.external
    ? { external: prefixes.value.length > 0 ? prefixes.value : basis.policy.crq.prefixes }
    : {};
  return ok({ base: target.value, head, branch, crq: crq.value, ...(words.all ? { all: true } : {}), ...external });
}

/** Prefixes as a person wrote them, in capitals. */
export function prefixesOf(words: readonly string[]): Result<readonly string[]> {
  const prefixes = words.map((word) => word.toUpperCase());
  const bad = prefixes.find((prefix) => !isPrefix(prefix));
  return bad === undefined
    ? ok(prefixes)
    : fail(PREFIX_INVALID, `${JSON.stringify(bad.slice(0, 60))} is no prefix`, [
        'gitcrq check --all --external --prefix KEY',
      ]);
}

/** A shallow clone without a policy in sight may only have lost sight of it: no verdict is given. */
export const isJudgeable = (repo: Repo, basis: Basis, range: Range): Result<void> =>
  !basis.adopted && range.external === undefined && shallowCommits(repo).size > 0 ? shallow() : ok(undefined);
