/** Which branch gets another id for its request: the one that the request was made on, as long as no base has it. */
import type { Oid } from '../domain/brand.ts';
import { quoted } from '../domain/quote.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { isAncestor } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { type Basis, baseTip } from '../store/basis.ts';
import { loadCrq, type StoredCrq } from '../store/crq-load.ts';
import { BRANCH_AMBIGUOUS } from '../store/errors.ts';
import { BRANCH_DIVERGED, CRQ_LANDED, REVISION_UNKNOWN } from './errors.ts';
import { findCrq, type Proposal } from './find.ts';
import { landedAs } from './landed.ts';

export interface OwnRecord {
  readonly branch: string;
  readonly tip: Oid;
  readonly stored: StoredCrq;
  /** The commit that made the request. */
  readonly made: Oid;
  /** Tips of the bases: what they have keeps its id. */
  readonly bases: readonly Oid[];
}

/** Is this the request that the base has under the id, and not another one? */
const isSame = ({ crq: a, blob }: StoredCrq, { crq: b, blob: other }: StoredCrq): boolean =>
  blob === other || (a.title === b.title && a.created === b.created && a.author === b.author);

/** The record of a branch, if it was made there and has not landed. */
async function ownRecord(
  repo: Repo,
  basis: Basis,
  { branch, tip, stored }: Proposal,
): Promise<Result<OwnRecord | null>> {
  if (stored === null) return ok(null);
  const { id, base } = stored.crq;
  const named = await baseTip(repo, basis, base);
  const bases = [...new Set([basis.tip, named.ok ? named.value : null])].filter((oid) => oid !== null);
  for (const at of bases) {
    const there = await loadCrq(repo, basis, at, id);
    if (there !== null && 'crq' in there && isSame(stored, there)) return ok(null);
  }
  const log = await repo.output('finding the commit that made a request', [
    ...['log', '--format=%H', '--no-show-signature', '--no-renames', '--diff-filter=A', tip],
    ...bases.map((oid) => `^${oid}`),
    ...['--', `:(top,literal)${stored.path}`],
  ]);
  if (!log.ok) return log;
  const made = log.value.trim().split('\n').at(-1);
  const landed = made ? await landedAs(repo, basis, { name: branch.name, crq: id, tip }) : ok(null);
  if (!landed.ok) return landed;
  return ok(
    !made || landed.value !== null ? null : { branch: branch.name, tip, stored, made: made as Oid, bases }, // git's own %H
  );
}

/** It must be here, and not behind its copy on the remote. */
async function usable(repo: Repo, basis: Basis, { branch }: Proposal): Promise<Result<void>> {
  const { name, local, shared } = branch;
  if (local === null)
    return fail(REVISION_UNKNOWN, `${name} is only on ${basis.remote}`, [`git switch ${quoted(name)}`]);
  const ahead = shared === null ? ok(true) : await isAncestor(repo, shared, local);
  if (!ahead.ok) return ahead;
  if (ahead.value) return ok(undefined);
  return fail(BRANCH_DIVERGED, `${basis.remote}/${name} has commits that ${name} has not`, [
    `git switch ${quoted(name)}`,
    'git pull --rebase',
  ]);
}

/** `on` is the user's own choice among several branches. Fails: CRQ_NOT_FOUND, CRQ_LANDED, BRANCH_AMBIGUOUS. */
export async function placeToRenumber(
  repo: Repo,
  basis: Basis,
  text: string,
  on: string | undefined,
): Promise<Result<OwnRecord>> {
  const found = await findCrq(repo, basis, text);
  if (!found.ok) return found;
  const { id, proposals } = found.value;
  const wanted = on?.replace(/^refs\/heads\//, '') ?? currentBranch(repo);
  const chosen = proposals.find(({ branch }) => branch.name === wanted);
  if (on !== undefined && chosen === undefined)
    return fail(REVISION_UNKNOWN, `there is no branch ${on} of ${id}`, [`gitcrq crq show ${id}`]);
  const own: { readonly record: OwnRecord; readonly from: Proposal }[] = [];
  for (const from of proposals) {
    const record = await ownRecord(repo, basis, from);
    if (!record.ok) return record;
    if (record.value !== null) own.push({ record: record.value, from });
  }
  const mine = chosen === undefined ? own : own.filter(({ from }) => from === chosen);
  const [first, second] = mine;
  if (first === undefined)
    return fail(
      CRQ_LANDED,
      `${id} ${chosen === undefined ? 'is on its base' : `was not made on ${chosen.branch.name}`}`,
      [`gitcrq crq show ${id}`, `gitcrq crq new "${found.value.copy.crq.title.replaceAll('"', "'")}"`],
    );
  if (second !== undefined)
    return fail(
      BRANCH_AMBIGUOUS,
      `${id} is on ${mine.map(({ record }) => record.branch).join(' and on ')}`,
      mine.map(({ record }) => `gitcrq crq renumber ${id} --on ${record.branch}`),
    );
  const twin = own.find((other) => other !== first && other.record.made === first.record.made);
  if (twin !== undefined)
    return fail(BRANCH_AMBIGUOUS, `${twin.record.branch} holds the same ${id}, and one request has one id`, [
      `git branch --all --contains ${first.record.made.slice(0, 12)}`,
      twin.from.branch.local === null
        ? `git push ${basis.remote} --delete ${quoted(twin.record.branch)}`
        : `gitcrq branch delete ${twin.record.branch}`,
    ]);
  const there = await usable(repo, basis, first.from);
  return there.ok ? ok(first.record) : there;
}
