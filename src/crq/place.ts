/** Where an edit of a record is written: the rule of the formats page, in its order. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { isProtected } from '../domain/policy.ts';
import { quoted } from '../domain/quote.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef, isAncestor, trackingRef } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { isUnreadable, loadCrq, type StoredCrq } from '../store/crq-load.ts';
import { BASE_PROTECTED, BRANCH_AMBIGUOUS, CRQ_NOT_FOUND, CRQ_UNREADABLE } from '../store/errors.ts';
import { REVISION_UNKNOWN } from './errors.ts';
import { type Found, findCrq, type Proposal } from './find.ts';
import { landedEach } from './landed.ts';

export interface Place {
  readonly branch: string;
  readonly ref: string;
  /** Local tip; null: the branch is made here, on `parent`. */
  readonly from: Oid | null;
  readonly parent: Oid | null;
  /** The record as it stands there. */
  readonly stored: StoredCrq;
  /** True on the request's own branch, false on a base. */
  readonly own: boolean;
}

/** Branches of the request whose work is not on the base yet. */
export async function unlanded(repo: Repo, basis: Basis, found: Found): Promise<Result<readonly Proposal[]>> {
  if (found.proposals.length === 0) return ok([]);
  const heads = found.proposals.map(({ branch, tip }) => ({ name: branch.name, crq: found.id, tip }));
  const landed = await landedEach(repo, basis, heads);
  if (!landed.ok) return landed;
  return ok(found.proposals.filter((_, n) => landed.value[n] === null));
}

/** Finds the place for an edit of the request `text`; `on` is the user's own choice. */
export async function placeFor(repo: Repo, basis: Basis, text: string, on?: string): Promise<Result<Place>> {
  const found = await findCrq(repo, basis, text);
  if (!found.ok) return found;
  const { id } = found.value;
  if (on !== undefined) return atBranch(repo, basis, id, on.replace(/^refs\/heads\//, ''), false);
  const current = currentBranch(repo);
  const here = found.value.proposals.find((proposal) => proposal.branch.name === current);
  if (here !== undefined) return atBranch(repo, basis, id, here.branch.name, true);
  const open = await unlanded(repo, basis, found.value);
  if (!open.ok) return open;
  const withRecord = open.value.filter((proposal) => proposal.stored !== null);
  const [only] = withRecord;
  if (withRecord.length > 1) {
    const names = withRecord.map((proposal) => proposal.branch.name);
    return fail(
      BRANCH_AMBIGUOUS,
      `${id} has ${names.length} branches: ${names.join(', ')}`,
      names.map((name) => `git switch ${quoted(name)}`),
    );
  }
  if (only !== undefined) return atBranch(repo, basis, id, only.branch.name, true);
  const { base } = found.value.copy.crq;
  if (isProtected(basis.policy, base)) {
    return fail(BASE_PROTECTED, `${id} is on ${base}, which is protected`, [`gitcrq branch new ${id}`]);
  }
  return atBranch(repo, basis, id, base, false);
}

async function atBranch(repo: Repo, basis: Basis, id: CrqId, branch: string, own: boolean): Promise<Result<Place>> {
  const ref = branchRef(branch);
  const local = (await repo.reader.info(ref))?.oid ?? null;
  const shared =
    basis.remote === null ? null : ((await repo.reader.info(trackingRef(basis.remote, branch)))?.oid ?? null);
  const tip = local ?? shared;
  if (tip === null) return fail(REVISION_UNKNOWN, `there is no branch ${branch}`, ['gitcrq branch list']);
  const stored = await loadCrq(repo, basis, tip, id);
  if (stored === null) return missingThere(repo, id, branch, local, shared);
  if (isUnreadable(stored))
    return fail(CRQ_UNREADABLE, `${stored.path}:${stored.line}: ${stored.reason} (on ${branch})`, [
      `git show ${local === null ? `${basis.remote}/${branch}` : branch}:${stored.path}`,
    ]);
  return ok({ branch, ref, from: local, parent: local === null ? shared : null, stored, own });
}

async function missingThere(repo: Repo, id: CrqId, branch: string, local: Oid | null, shared: Oid | null) {
  const behind =
    local !== null && shared !== null && local !== shared ? await isAncestor(repo, local, shared) : ok(false);
  const next =
    behind.ok && behind.value ? [`git switch ${quoted(branch)}`, 'git pull --ff-only'] : [`gitcrq crq show ${id}`];
  return fail(CRQ_NOT_FOUND, `${branch} does not hold ${id}`, next);
}
