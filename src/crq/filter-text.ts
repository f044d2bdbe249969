/** The whole text of requests, to read or to search: the base's copies by one reading of its directory, the others from their branches. */
import type { CrqId } from '../domain/brand.ts';
import { branchRef, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { entryName, readTree } from '../git/tree.ts';
import type { Basis } from '../store/basis.ts';
import type { ListedCrq } from './list.ts';

/** Object names of the copies that the list shows; a name may be given in two ways, of which one is there. */
async function copies(repo: Repo, basis: Basis, crqs: readonly ListedCrq[]): Promise<readonly [string, CrqId][]> {
  const { directory } = basis.policy.crq;
  const tree = basis.seen === null ? null : await readTree(repo, `${basis.seen}:${directory}`);
  const blobs = new Map((tree ?? []).map((entry) => [`${directory}/${entryName(entry)}`, entry.oid]));
  return crqs.flatMap(({ id, path, on_base, branches }): [string, CrqId][] => {
    const blob = on_base ? blobs.get(path) : undefined;
    if (blob !== undefined) return [[blob, id]];
    return branches.flatMap(({ name }) =>
      [branchRef(name), ...(basis.remote === null ? [] : [trackingRef(basis.remote, name)])].map(
        (ref): [string, CrqId] => [`${ref}:${path}`, id],
      ),
    );
  });
}

/** Gives the text of each request; one that is on several refs and not on the base comes once for each. */
export async function eachText(
  repo: Repo,
  basis: Basis,
  crqs: readonly ListedCrq[],
  use: (id: CrqId, text: string) => void,
): Promise<void> {
  const places = await copies(repo, basis, crqs);
  await repo.reader.readEach(
    places.map(([revision]) => revision),
    (object, index) => {
      const id = places[index]?.[1];
      if (id !== undefined && object !== null) use(id, object.bytes.toString('utf8'));
    },
  );
}

/** The requests whose text holds these words, whatever their case. */
export async function textsHolding(
  repo: Repo,
  basis: Basis,
  crqs: readonly ListedCrq[],
  words: string,
): Promise<ReadonlySet<CrqId>> {
  const wanted = words.toLowerCase();
  const found = new Set<CrqId>();
  await eachText(repo, basis, crqs, (id, text) => {
    if (text.toLowerCase().includes(wanted)) found.add(id);
  });
  return found;
}
