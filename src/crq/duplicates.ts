/**
 * Two requests made under one id: by hand, or by clones that did not share the ref of numbers. Their files have one name,
 * so the second cannot land. git is asked only where copies differ in what never changes after a request is made.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import type { Crq } from '../domain/crq.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import type { BranchCopy } from './branch-copies.ts';
import { branchTip } from './branches.ts';

interface Held {
  readonly crq: Crq;
  readonly path: string;
}

const facts = ({ created, author }: Crq): string => `${created}\0${author}`;

/** Branches by the commit that made the request there; commits that the base has are not walked. */
async function origins(
  repo: Repo,
  basis: Basis,
  path: string,
  copies: readonly BranchCopy[],
): Promise<ReadonlyMap<Oid, string>> {
  const found = new Map<Oid, string>();
  for (const { branch } of copies) {
    const tip = branchTip(branch);
    if (tip === null) continue;
    const args = ['log', '--format=%H', '--no-show-signature', '--no-renames', '--diff-filter=A', tip];
    const log = await repo.output('finding the commit that made a request', [
      ...args,
      ...(basis.seen === null ? [] : [`^${basis.seen}`]),
      '--',
      `:(top,literal)${path}`,
    ]);
    if (!log.ok) continue;
    for (const oid of log.value.split('\n')) if (oid !== '') found.set(oid as Oid, branch.name); // git's own %H
  }
  return found;
}

/** One sentence for each id that was given twice. */
export async function duplicates(
  repo: Repo,
  basis: Basis,
  onBase: readonly Held[],
  copies: ReadonlyMap<CrqId, readonly BranchCopy[]>,
): Promise<readonly string[]> {
  const held = new Map(onBase.map((stored) => [stored.crq.id, stored]));
  const found: string[] = [];
  for (const [id, branches] of copies) {
    const there = held.get(id);
    const withRecord = branches.filter(({ crq }) => crq !== null);
    const differs = withRecord.filter(
      ({ crq }) => there !== undefined && crq !== null && facts(crq) !== facts(there.crq),
    );
    const suspects = there === undefined ? (withRecord.length > 1 ? withRecord : []) : differs;
    const path = suspects[0]?.path;
    if (path === undefined) continue;
    const made = await origins(repo, basis, path, suspects);
    const names = [...new Set(made.values())];
    if (made.size + (there === undefined ? 0 : 1) < 2 || names.length === 0) continue;
    const places = there === undefined ? names : [basis.base, ...names];
    found.push(
      `${id} was made twice: on ${places.join(' and on ')}; next: gitcrq crq renumber ${id} --on ${names.at(-1)}`,
    );
  }
  return found;
}
