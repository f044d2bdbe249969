/**
 * What each branch of a request holds as that request's file. To find one file git reads the whole directory of records,
 * so that ten thousand branches of as many requests would take half a minute: a branch with the base's directory has the
 * base's copy, and of many branches it is kept which blob was found at which tip.
 */
import { type CrqId, isOid, type Oid } from '../domain/brand.ts';
import { type Crq, crqPath, type Unreadable } from '../domain/crq.ts';
import { isAltered } from '../git/altered.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { isUnreadable, type Loaded, loadCrq } from '../store/crq-load.ts';
import { type Keeping, keep, recallJson } from '../store/kept.ts';
import { branchTip, type CrqBranch } from './branches.ts';

export interface BranchCopy {
  readonly branch: CrqBranch;
  readonly crq: Crq | null;
  readonly path: string;
}

/** Fewer are asked for as quickly as the kept ones are read. */
const MANY = 200;

/** Blob by tip and path; null: no such file there. */
type Blobs = ReadonlyMap<string, Oid | null>;

const keeping: Keeping = { name: 'branch-records.json', from: [] };

function blobsIn(value: unknown): Blobs | null {
  const pairs = Object.entries(Object(value)).filter(
    (pair): pair is [string, Oid | null] => pair[1] === null || (typeof pair[1] === 'string' && isOid(pair[1])),
  );
  return new Map(pairs);
}

const objectAt = async (repo: Repo, revision: string): Promise<Oid | null> =>
  (await repo.reader.info(revision))?.oid ?? null;

/** Which blob each of these names is, asked or recalled, and kept for the next time. */
async function blobsAt(repo: Repo, names: readonly string[]): Promise<Blobs> {
  const before = (await isAltered(repo)) ? null : (recallJson(repo, keeping, blobsIn) ?? new Map<string, Oid | null>());
  const found = await Promise.all(
    names.map(async (name): Promise<[string, Oid | null]> => {
      const known = before?.get(name);
      return [name, known === undefined ? await objectAt(repo, name) : known];
    }),
  );
  const blobs = new Map(found);
  const fresh = names.filter((name) => before?.has(name) === false).length;
  if (fresh >= MANY) keep(repo, keeping, JSON.stringify(Object.fromEntries(blobs)));
  return blobs;
}

export async function branchCopies(
  repo: Repo,
  basis: Basis,
  branches: readonly CrqBranch[],
  base: Loaded,
): Promise<readonly (BranchCopy | Unreadable)[]> {
  const { directory } = basis.policy.crq;
  const onBase = new Map(base.crqs.map((stored) => [stored.crq.id, stored]));
  const shared = basis.seen === null ? null : await objectAt(repo, `${basis.seen}:${directory}`);
  const placed = await Promise.all(
    branches.map(async (branch) => {
      const tip = branchTip(branch);
      const stored = branch.crq === null ? undefined : onBase.get(branch.crq);
      const same = stored !== undefined && tip !== null && (await objectAt(repo, `${tip}:${directory}`)) === shared;
      return { branch, tip, crq: branch.crq, stored: same ? stored : undefined };
    }),
  );
  const nameOf = (tip: Oid, crq: CrqId): string => `${tip}:${crqPath(directory, crq)}`;
  const asked = placed.flatMap(({ tip, crq, stored }) =>
    stored === undefined && tip !== null && crq !== null ? [nameOf(tip, crq)] : [],
  );
  const blobs = asked.length < MANY ? null : await blobsAt(repo, asked);
  return Promise.all(
    placed.map(async ({ branch, tip, crq, stored }): Promise<BranchCopy | Unreadable> => {
      if (stored !== undefined) return { branch, ...stored };
      const blob = tip === null || crq === null ? null : blobs?.get(nameOf(tip, crq));
      const found = tip === null || crq === null || blob === null ? null : await loadCrq(repo, basis, tip, crq, blob);
      if (found === null) return { branch, crq: null, path: '' };
      return isUnreadable(found)
        ? { ...found, reason: `${found.reason} (on ${branch.name})` }
        : { branch, crq: found.crq, path: found.path };
    }),
  );
}
