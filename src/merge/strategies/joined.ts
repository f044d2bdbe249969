/** Target and branch in one tree, with the request's status as it is to land; for the strategies that make one commit. */
import type { Oid } from '../../domain/brand.ts';
import { crqPath } from '../../domain/crq.ts';
import type { Status } from '../../domain/lifecycle.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { mergeCommits, recordRules, withRecords } from '../../store/merge-commits.ts';
import { landedStatus, withStatus } from '../landed-status.ts';
import type { Waiting } from '../waiting.ts';

export type Joined =
  | { readonly clean: true; readonly tree: Oid; readonly from: Status }
  | { readonly clean: false; readonly reason: string; readonly paths: readonly string[] };

/** Names what landed where the branch's own commits do not, or where more than they did. */
export const landedTrailer = ({ branch, head }: Waiting): string => `CRQ-Landed: ${branch}@${head}`;

export const noRecord = ({ id, basis }: Waiting, why: string) =>
  ({
    clean: false,
    reason: `the merge leaves no readable record of ${id}: ${why}`,
    paths: [crqPath(basis.policy.crq.directory, id)],
  }) as const;

export async function joined(repo: Repo, entry: Waiting): Promise<Result<Joined>> {
  const { policy } = entry.basis;
  const [rules, parents] = [recordRules(policy), { ours: entry.tip, theirs: entry.head }];
  const merged = await mergeCommits(repo, rules, parents);
  if (!merged.ok) return merged;
  const { tree } = merged.value;
  if (!merged.value.clean)
    return ok({ clean: false, reason: `it conflicts with ${entry.basis.base}`, paths: merged.value.paths });
  const made = await withStatus(repo, entry, tree, landedStatus(entry));
  // A merge of lines may be clean and still no record, e.g. when both sides added the same key.
  const path = crqPath(policy.crq.directory, entry.id);
  const keyed = typeof made === 'string' ? await withRecords(repo, rules, parents, tree, [path]) : null;
  const last = keyed === null ? made : await withStatus(repo, entry, keyed, landedStatus(entry));
  return ok(typeof last === 'string' ? noRecord(entry, last) : { clean: true, ...last });
}
