/**
 * One request from all sides: the base's copy, which is the true one, and the proposals on branches named for it. Nothing
 * else is looked at.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import type { Unreadable } from '../domain/crq.ts';
import { nearIds, parseId, parseWrittenId } from '../domain/id.ts';
import type { Status } from '../domain/lifecycle.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { entryName, readTree } from '../git/tree.ts';
import { type Basis, turnedTo } from '../store/basis.ts';
import { isUnreadable, loadCrq, type StoredCrq } from '../store/crq-load.ts';
import { CRQ_NOT_FOUND, CRQ_UNREADABLE, ID_INVALID } from '../store/errors.ts';
import { branchTip, type CrqBranch, listBranches } from './branches.ts';
import { otherBases } from './own-base.ts';

export interface Proposal {
  readonly branch: CrqBranch;
  readonly tip: Oid;
  /** The copy on the branch; null if the branch has none or it cannot be read. */
  readonly stored: StoredCrq | null;
}

export interface Found {
  readonly id: CrqId;
  readonly onBase: StoredCrq | null;
  /** The base that the request names. */
  readonly own: Basis;
  readonly proposals: readonly Proposal[];
  readonly unreadable: readonly BadCopy[];
}

/** A copy that cannot be read, and a ref that holds it. */
interface BadCopy extends Unreadable {
  readonly ref: string;
}

/** What a person may see as the state: a proposal to close is `closing` until it has landed. */
export type ShownStatus = Status | 'closing';

/** The copy that counts: the base's, or a branch's while it is not on base. */
export const copyOf = (found: Found): StoredCrq | null =>
  found.onBase ?? found.proposals.find((proposal) => proposal.stored !== null)?.stored ?? null;

/** An id as a person wrote it, or ID_INVALID. */
export function askedId(basis: Basis, text: string): Result<CrqId> {
  const id = parseId(text.trim(), basis.policy.crq.prefixes);
  if (id !== null) return ok(id);
  const [first = 'CRQ'] = basis.policy.crq.prefixes;
  return fail(
    ID_INVALID,
    `${JSON.stringify(text.slice(0, 60))} is no id; prefixes here: ${basis.policy.crq.prefixes.join(', ')}`,
    [`gitcrq crq show ${first}-1`, 'gitcrq crq list'],
  );
}

/** The name under which this clone has the base that its user sees. */
async function nameOfBase(repo: Repo, { base, remote, seen }: Basis): Promise<string> {
  const local = remote === null ? null : await repo.reader.info(branchRef(base));
  return remote === null || local?.oid === seen ? base : `${remote}/${base}`;
}

/** What landed on another base is nowhere else: those bases are asked last. */
async function ownOf(repo: Repo, basis: Basis, id: CrqId, known: StoredCrq | null): Promise<Result<Basis>> {
  if (known !== null) return turnedTo(repo, basis, known.crq.base);
  const others = await otherBases(repo, basis);
  if (!others.ok) return others;
  for (const other of others.value) {
    const copy = other.seen === null ? null : await loadCrq(repo, other, other.seen, id);
    if (copy !== null && !isUnreadable(copy) && copy.crq.base === other.base) return ok(other);
  }
  return ok(basis);
}

export async function lookUp(
  repo: Repo,
  basis: Basis,
  id: CrqId,
  branches?: readonly CrqBranch[],
): Promise<Result<Found>> {
  const listed = branches === undefined ? await listBranches(repo, basis, id) : ok(branches);
  if (!listed.ok) return listed;
  const bad: BadCopy[] = [];
  const read = async (revision: Oid | null, name: string): Promise<StoredCrq | null> => {
    const copy = revision === null ? null : await loadCrq(repo, basis, revision, id);
    if (copy !== null && isUnreadable(copy))
      bad.push({ ...copy, ...(revision === basis.seen ? {} : { reason: `${copy.reason} (on ${name})` }), ref: name });
    return copy === null || isUnreadable(copy) ? null : copy;
  };
  const onBase = await read(basis.seen, await nameOfBase(repo, basis));
  const proposals = await Promise.all(
    listed.value.map(async (branch) => {
      const tip = branchTip(branch) as Oid; // a listed branch has a tip here or on the remote
      const name = branch.local === null ? `${basis.remote}/${branch.name}` : branch.name;
      return { branch, tip, stored: await read(tip, name) };
    }),
  );
  const own = await ownOf(repo, basis, id, onBase ?? proposals.find(({ stored }) => stored !== null)?.stored ?? null);
  if (!own.ok) return own;
  const there = own.value === basis ? null : await read(own.value.seen, await nameOfBase(repo, own.value));
  return ok({ id, onBase: there ?? onBase, own: own.value, proposals, unreadable: bad });
}

/** As lookUp, but a request that is nowhere is CRQ_NOT_FOUND with near ids, and an unreadable one CRQ_UNREADABLE. */
export async function findCrq(
  repo: Repo,
  basis: Basis,
  text: string,
  branches?: readonly CrqBranch[],
): Promise<Result<Found & { copy: StoredCrq }>> {
  const id = askedId(basis, text);
  if (!id.ok) return id;
  const found = await lookUp(repo, basis, id.value, branches);
  if (!found.ok) return found;
  const copy = copyOf(found.value);
  const [bad] = found.value.unreadable;
  if (bad !== undefined && found.value.onBase === null && copy === null) {
    return fail(CRQ_UNREADABLE, `${bad.path}:${bad.line}: ${bad.reason}`, [
      `git show ${bad.ref}:${bad.path}`,
      'gitcrq check',
    ]);
  }
  if (copy !== null) return ok({ ...found.value, copy });
  return notFound(repo, basis, id.value);
}

async function notFound(repo: Repo, basis: Basis, id: CrqId) {
  const { directory, prefixes } = basis.policy.crq;
  const [tree, branches] = await Promise.all([
    basis.seen === null ? null : readTree(repo, `${basis.seen}:${directory}`),
    listBranches(repo, basis),
  ]);
  const stored = (tree ?? []).map((entry) => parseWrittenId(entryName(entry).replace(/\.md$/, ''), prefixes));
  const begun = branches.ok ? branches.value.map(({ crq }) => crq) : [];
  const known = new Set([...stored, ...begun].filter((entry): entry is CrqId => entry !== null && entry !== id));
  const near = nearIds(id, [...known]);
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  return fail(CRQ_NOT_FOUND, `there is no ${id}${hint}`, [
    ...near.map((item) => `gitcrq crq show ${item}`),
    'gitcrq crq list',
  ]);
}
