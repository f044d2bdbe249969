/** `rebase`: the commits of the branch made again on the target's tip, as git-rebase(1) makes them; authors are kept. */
import type { Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import { readAuthored, readCommit } from '../../git/commit.ts';
import type { Repo } from '../../git/repo.ts';
import { recordRules } from '../../store/merge-commits.ts';
import { pickCommit } from '../../store/merge-pick.ts';
import type { Waiting } from '../waiting.ts';
import { closing } from './closing.ts';
import type { Draft, Strategist } from './strategist.ts';

interface Pick {
  readonly oid: Oid;
  readonly parent: Oid | null;
  /** Does the target have its change already? */
  readonly there: boolean;
}

/** The commits that git-rebase(1) takes, oldest first: merges are left out, which lays the branch out flat. */
async function picksOf(repo: Repo, { tip, head }: Waiting): Promise<Result<readonly Pick[]>> {
  const order = ['--reverse', '--topo-order', '--no-merges', '--right-only', '--cherry-mark', '--parents'];
  const list = await repo.output('listing the commits', ['rev-list', ...order, `${tip}...${head}`]);
  if (!list.ok) return list;
  const rows = list.value.split('\n').filter((row) => row !== '');
  return ok(
    rows.map((row) => {
      const [oid, parent = null] = row.slice(1).split(' ') as Oid[]; // rev-list's own, behind the mark
      if (oid === undefined) throw new Error('rev-list wrote a row without a commit');
      return { oid, parent, there: row.startsWith('=') };
    }),
  );
}

const treeOf = async (repo: Repo, commit: Oid): Promise<Oid> => {
  const found = await readCommit(repo, commit);
  if (found === null) throw new Error(`no commit ${commit}`);
  return found.tree;
};

export const rebased: Strategist = async (repo, entry) => {
  const picks = await picksOf(repo, entry);
  if (!picks.ok) return picks;
  const rules = recordRules(entry.basis.policy);
  let [start, tree] = [entry.tip, await treeOf(repo, entry.tip)];
  const drafts: Draft[] = [];
  for (const { oid, parent, there } of picks.value) {
    const own = await treeOf(repo, oid);
    const isEmpty = parent !== null && own === (await treeOf(repo, parent));
    if (there && !isEmpty) continue;
    if (parent === start && drafts.length === 0) {
      // It stands where it is to stand.
      [start, tree] = [oid, own];
      continue;
    }
    const picked = await pickCommit(repo, rules, { commit: oid, tree: own, parent }, { tree, attributes: entry.tip });
    if (!picked.ok) return picked;
    if (!picked.value.clean) {
      const reason = `its commit ${oid.slice(0, 12)} conflicts with ${entry.basis.base}`;
      return ok({ clean: false, reason, paths: picked.value.paths });
    }
    // What became empty is left out, what was empty is kept.
    if (picked.value.tree === tree && !isEmpty) continue;
    tree = picked.value.tree;
    drafts.push({ tree, ...(await readAuthored(repo, oid)) });
  }
  return closing(repo, entry, { start, drafts, tree });
};
