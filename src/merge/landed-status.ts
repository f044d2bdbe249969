/** The status of a request in the tree that lands: code and state land as one. */
import type { Oid } from '../domain/brand.ts';
import { crqPath } from '../domain/crq.ts';
import type { Status } from '../domain/lifecycle.ts';
import type { Repo } from '../git/repo.ts';
import { changedTree } from '../git/tree.ts';
import { setField } from '../store/crq-edit.ts';
import { isUnreadable, readRules } from '../store/crq-load.ts';
import { readCrq } from '../store/crq-read.ts';
import type { Waiting } from './waiting.ts';

/** The status that the request has once this branch has landed: while others of it wait, the one it has on the base. */
export function landedStatus({ last, onBase, basis }: Waiting): Status {
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

export interface StatusSet {
  readonly tree: Oid;
  /** What it was. */
  readonly from: Status;
}

/** `tree` with the request's status set, or why that cannot be done. */
export async function withStatus(
  repo: Repo,
  of: Pick<Waiting, 'basis' | 'id'>,
  tree: Oid,
  status: Status,
): Promise<StatusSet | string> {
  const record = await recordIn(repo, of, tree);
  if (typeof record === 'string') return record;
  const { status: from } = record;
  if (from === status) return { tree, from };
  const edited = setField(record.text, 'status', status);
  if (typeof edited !== 'string') return `line ${edited.line}: ${edited.reason}`;
  const changes = new Map([[record.path, { mode: '100644', oid: repo.writer.write('blob', edited) }]]);
  return { tree: await changedTree(repo, tree, changes), from };
}
