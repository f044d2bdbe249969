/**
 * The commit that would land: a merge of the branch on the target's tip, made without a checkout. Invariant: the request's
 * status stands in this commit's own tree, so that code and state land as one.
 */
import type { Oid } from '../domain/brand.ts';
import { crqPath } from '../domain/crq.ts';
import type { Status } from '../domain/lifecycle.ts';
import { ok, type Result } from '../domain/result.ts';
import { writeCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';
import { changedTree } from '../git/tree.ts';
import { setField } from '../store/crq-edit.ts';
import { isUnreadable, readRules } from '../store/crq-load.ts';
import { readCrq } from '../store/crq-read.ts';
import { mergeCommits, recordRules, withRecords } from '../store/merge-commits.ts';
import { requestOf, type Waiting } from './waiting.ts';

export type Candidate =
  | { readonly clean: true; readonly tree: Oid }
  | { readonly clean: false; readonly reason: string; readonly paths: readonly string[] };

/** The status that the request has once this branch has landed: while others of it wait, the one it has on the base. */
function landedStatus({ last, onBase, basis }: Waiting): Status {
  const { workflow } = basis.policy.crq;
  if (last) return workflow.closed;
  return onBase === null || isUnreadable(onBase) ? workflow.new : onBase.crq.status;
}

interface Record {
  readonly path: string;
  readonly text: string;
  readonly status: Status;
}

/** The request as a tree holds it, or why it cannot be read there. */
async function recordIn(repo: Repo, { basis, id }: Pick<Waiting, 'basis' | 'id'>, tree: Oid): Promise<Record | string> {
  const path = crqPath(basis.policy.crq.directory, id);
  const blob = await repo.reader.read(`${tree}:${path}`);
  if (blob?.type !== 'blob') return 'it is not there';
  const text = blob.bytes.toString('utf8');
  const read = readCrq(text, id, readRules(basis));
  return 'reason' in read ? `line ${read.line}: ${read.reason}` : { path, text, status: read.crq.status };
}

/** `tree` with the request's status set, or why that cannot be done. */
export async function withStatus(
  repo: Repo,
  of: Pick<Waiting, 'basis' | 'id'>,
  tree: Oid,
  status: Status,
): Promise<{ tree: Oid } | string> {
  const record = await recordIn(repo, of, tree);
  if (typeof record === 'string' || record.status === status) return typeof record === 'string' ? record : { tree };
  const edited = setField(record.text, 'status', status);
  if (typeof edited !== 'string') return `line ${edited.line}: ${edited.reason}`;
  const changes = new Map([[record.path, { mode: '100644', oid: repo.writer.write('blob', edited) }]]);
  return { tree: await changedTree(repo, tree, changes) };
}

export async function makeCandidate(repo: Repo, entry: Waiting): Promise<Result<Candidate>> {
  const { policy } = entry.basis;
  const [rules, parents] = [recordRules(policy), { ours: entry.tip, theirs: entry.head }];
  const merged = await mergeCommits(repo, rules, parents);
  if (!merged.ok) return merged;
  const { tree } = merged.value;
  if (!merged.value.clean)
    return ok({ clean: false, reason: `it conflicts with ${entry.basis.base}`, paths: merged.value.paths });
  const path = crqPath(policy.crq.directory, entry.id);
  const made = await withStatus(repo, entry, tree, landedStatus(entry));
  // A merge of lines may be clean and still no record, e.g. when both sides added the same key.
  const keyed = typeof made === 'string' ? await withRecords(repo, rules, parents, tree, [path]) : null;
  const last = keyed === null ? made : await withStatus(repo, entry, keyed, landedStatus(entry));
  if (typeof last !== 'string') return ok({ clean: true, tree: last.tree });
  return ok({ clean: false, reason: `the merge leaves no readable record of ${entry.id}: ${last}`, paths: [path] });
}

/** Writes the merge commit; nothing points at it yet. */
export async function commitCandidate(repo: Repo, entry: Waiting, tree: Oid): Promise<Result<Oid>> {
  const title = requestOf(entry)?.title ?? entry.id;
  const trailers = [`CRQ: ${entry.id}`, `CRQ-Landed: ${entry.branch}@${entry.head}`];
  const message = `Merge ${entry.branch}: ${title}\n\n${trailers.join('\n')}\n`;
  return writeCommit(repo, { tree, parents: [entry.tip, entry.head], message });
}
