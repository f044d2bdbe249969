/**
 * What landed may have been taken back: it was, exactly if taking it back once more changes nothing. Records do not count,
 * because a request that is reopened keeps its file.
 */
import type { Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import { type ChangedPath, changedPaths, entriesAt } from '../../git/changes.ts';
import { formatCommit } from '../../git/commit.ts';
import { mergeTrees } from '../../git/merge-tree.ts';
import { changedTree } from '../../git/tree.ts';
import type { Claim, Ground, Head, Landed } from './ground.ts';

interface Doubt {
  readonly head: Head;
  readonly claim: Claim;
  readonly from: Oid;
  readonly paths: readonly ChangedPath[];
}

export async function stillThere(
  ground: Ground,
  claims: readonly (readonly [Head, Claim])[],
): Promise<Result<ReadonlyMap<Head, Landed>>> {
  const doubts = await doubtful(ground, claims);
  const { repo, base } = ground;
  const here = await entriesAt(repo, base, new Set(doubts.flatMap(({ paths }) => paths.map(({ path }) => path))));
  const is = (path: string, entry: string): boolean =>
    (here.get(path) ?? '') === (entry.startsWith('000000 ') ? '' : entry);
  const gone = new Set<Head>();
  const unsure: Doubt[] = [];
  for (const doubt of doubts) {
    if (doubt.paths.some(({ path, to }) => is(path, to))) continue;
    if (doubt.paths.every(({ path, from }) => is(path, from))) gone.add(doubt.head);
    else unsure.push(doubt);
  }
  const undone = await unchangedByInverse(ground, unsure);
  if (!undone.ok) return undone;
  for (const { head } of undone.value) gone.add(head);
  const left = claims.filter(([head]) => !gone.has(head));
  return ok(new Map(left.map(([head, { oid, proof }]) => [head, { oid, proof }])));
}

/** Claims about a change that touches more than records. */
async function doubtful(
  { repo, basis }: Ground,
  claims: readonly (readonly [Head, Claim])[],
): Promise<readonly Doubt[]> {
  const spans = claims.flatMap(([head, claim]) => (claim.from === null ? [] : [{ head, claim, from: claim.from }]));
  const paths = await changedPaths(
    repo,
    spans.map(({ head, from }) => ({ from, to: head.tip })),
  );
  const folder = `${basis.policy.crq.directory}/`;
  return spans
    .map((span, n) => ({ ...span, paths: (paths[n] ?? []).filter(({ path }) => !path.startsWith(folder)) }))
    .filter((doubt) => doubt.paths.length > 0);
}

/** Nobody is the author of these commits: no ref ever points at them, and the same question makes the same ones. */
const NOBODY = { name: 'gitcrq', email: 'gitcrq', when: '0 +0000' };

/** Those for which the merge of the base with the change's inverse is the base again. */
async function unchangedByInverse(
  { repo, basis, base }: Ground,
  doubts: readonly Doubt[],
): Promise<Result<readonly Doubt[]>> {
  const tree = (await repo.reader.info(`${base}^{tree}`))?.oid;
  if (doubts.length === 0 || tree === undefined) return ok([]);
  const { directory } = basis.policy.crq;
  const pairs: (readonly [Oid, Oid])[] = [];
  for (const { head, from } of doubts) {
    const [records, before] = await Promise.all([
      repo.reader.info(`${head.tip}:${directory}`),
      repo.reader.info(`${from}^{tree}`),
    ]);
    const kept = records === null ? null : { mode: '40000', oid: records.oid };
    const inverse = await changedTree(repo, before?.oid ?? null, new Map([[directory, kept]]));
    // Both sides stand on the head, so that the head is what the merge compares with.
    const side = (content: Oid): Oid =>
      repo.writer.write(
        'commit',
        formatCommit({ tree: content, parents: [head.tip], message: 'gitcrq: is it there?' }, NOBODY, NOBODY),
      );
    pairs.push([side(tree), side(inverse)]);
  }
  const merged = await mergeTrees(repo, pairs, base);
  if (!merged.ok) return merged;
  return ok(doubts.filter((_, n) => merged.value[n] === tree));
}
