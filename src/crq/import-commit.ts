/**
 * One commit for all records of an import, with a trailer for each. A branch that is checked out moves its checkout along
 * as a whole: a thousand files are one step of git.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { writeCommit } from '../git/commit.ts';
import type { RefChange } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { changedTree } from '../git/tree.ts';
import { listWorktrees, moveCheckout } from '../git/worktrees.ts';
import type { Step } from '../plan/step.ts';
import { CHECKOUT_IN_THE_WAY } from '../store/errors.ts';
import type { ImportPlace } from './import-place.ts';

export interface RecordFile {
  readonly id: CrqId;
  readonly path: string;
  readonly bytes: Buffer;
  /** The document, for a dry run; null for the request that the import is. */
  readonly source: string | null;
}

export interface ImportCommit {
  readonly oid: Oid;
  readonly steps: readonly Step[];
}

async function followers(repo: Repo, { ref, from }: ImportPlace, to: Oid): Promise<Result<readonly Step[]>> {
  if (from === null) return ok([]);
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  const steps: Step[] = [];
  for (const { dir } of trees.value.filter((tree) => tree.ref === ref && !tree.bare)) {
    if (repo.ports.files.stat(dir) === null) continue;
    const may = await moveCheckout(repo, dir, from, to, 'try');
    if (!may.ok) return may;
    if (!may.value)
      return fail(CHECKOUT_IN_THE_WAY, `${dir} has files or changes where the records go`, [
        `git -C ${JSON.stringify(dir)} status`,
        `git -C ${JSON.stringify(dir)} stash --include-untracked`,
      ]);
    steps.push({ kind: 'checkout', ref, dir, from, to });
  }
  return ok(steps);
}

/** `also`: further refs of the same transaction. */
export async function importCommit(
  repo: Repo,
  place: ImportPlace,
  files: readonly RecordFile[],
  message: string,
  also: readonly RefChange[],
): Promise<Result<ImportCommit>> {
  const entries = files.map(
    ({ path, bytes }) => [path, { mode: '100644', oid: repo.writer.write('blob', bytes) }] as const,
  );
  const root = (await repo.reader.info(`${place.parent}^{tree}`))?.oid ?? null;
  const tree = await changedTree(repo, root, new Map(entries));
  const commit = await writeCommit(repo, { tree, parents: [place.parent], message });
  if (!commit.ok) return commit;
  const follow = await followers(repo, place, commit.value);
  if (!follow.ok) return follow;
  const refs: Step = {
    kind: 'refs',
    changes: [{ ref: place.ref, from: place.from, to: commit.value }, ...also],
    reason: message.split('\n')[0] ?? '',
    within: files.map(({ path, source }) => `write ${path}${source === null ? '' : ` from ${source}`}`),
  };
  return ok({ oid: commit.value, steps: [refs, ...place.further, ...follow.value] });
}
