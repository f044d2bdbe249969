/** One push as it is judged: the repository before it, its rules, and all that it wants to move. */
import { type Oid, oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { RefChange } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import type { Bases } from './bases.ts';
import { HEADS, type ServerRefs } from './refs.ts';

export interface Push {
  readonly repo: Repo;
  readonly refs: ServerRefs;
  readonly bases: Bases;
  /** Each with the ref that really moves. */
  readonly updates: readonly RefChange[];
}

/** Where a ref stands after the push. */
export const after = ({ refs, updates }: Push, ref: string): Oid | null => {
  const update = updates.find((one) => one.ref === ref);
  return update === undefined ? refs.at(ref) : update.to;
};

export const branchOfRef = (ref: string): string | null => (ref.startsWith(HEADS) ? ref.slice(HEADS.length) : null);

/** Commits that these tips reach and those do not, by one walk. */
export async function newCommits(
  repo: Repo,
  tips: readonly Oid[],
  not: readonly Oid[],
): Promise<Result<ReadonlySet<Oid>>> {
  if (tips.length === 0) return ok(new Set());
  const input = [...tips, ...not.map((tip) => `^${tip}`), ''].join('\n');
  const list = await repo.output('walking what is pushed', ['rev-list', '--stdin'], { input });
  if (!list.ok) return list;
  return ok(new Set(list.value.split('\n').flatMap((row) => (row === '' ? [] : [oid(row)]))));
}
