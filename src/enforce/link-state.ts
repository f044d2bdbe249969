/**
 * May this commit be linked to that request? Judged by the request's state in the first parent's tree, so that history
 * that was right once stays right for ever: the closing commit passes, and a commit after it does not.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { acceptsCommits, type Status } from '../domain/lifecycle.ts';
import { linksOf, parseMessage } from '../domain/message.ts';
import { logCommits } from '../git/log.ts';
import { mergeTree } from '../git/merge-tree.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { readTree } from '../git/tree.ts';
import type { JudgedCommit } from './commit.ts';
import { onFirstParents } from './first-parents.ts';
import type { Scope } from './scope.ts';
import type { State } from './states.ts';

export interface LinkState {
  readonly id: CrqId;
  readonly state: 'accepting' | 'refusing' | 'unknown';
  /** Why it does not accept; empty if it does. */
  readonly why: string;
  /** The state that refuses, where there is one. */
  readonly status: Status | null;
}

const accepting = (id: CrqId): LinkState => ({ id, state: 'accepting', why: '', status: null });
const refusing = (id: CrqId, why: string, status: Status | null): LinkState => ({ id, state: 'refusing', why, status });

/** Do two trees differ in nothing outside this directory? */
export async function sameOutside(repo: Repo, a: string, b: string, directory: string): Promise<boolean> {
  const [left, right] = await Promise.all([readTree(repo, a), readTree(repo, b)]);
  const cut = directory.indexOf('/');
  const name = Buffer.from(cut === -1 ? directory : directory.slice(0, cut), 'utf8').toString('latin1');
  const outside = (entries: typeof left): string =>
    (entries ?? [])
      .filter((entry) => entry.name !== name)
      .map((entry) => `${entry.mode} ${entry.oid} ${entry.name}`)
      .join('\n');
  if (outside(left) !== outside(right)) return false;
  if (cut === -1) return true;
  const below = (entries: typeof left): string | null => entries?.find((entry) => entry.name === name)?.oid ?? null;
  const [inner, other] = [below(left), below(right)];
  if (inner === other) return true;
  return inner !== null && other !== null && sameOutside(repo, inner, other, directory.slice(cut + 1));
}

/** Does the commit change records and nothing else? Such an edit is accepted in any state: comments come after a close, too. */
export async function isRecordEdit(commit: JudgedCommit, scope: Scope): Promise<boolean> {
  const { directory } = scope.basis.policy.crq;
  const parent = commit.parents[0];
  if (
    parent === undefined ||
    commit.changes.length === 0 ||
    commit.changes.some(({ path }) => !path.startsWith(`${directory}/`))
  )
    return false;
  return sameOutside(scope.repo, commit.oid, parent, directory);
}

/** Does the commit merge the target into the branch? Where all history is judged, the target is what the head went through. */
async function mergesTarget(commit: JudgedCommit, scope: Scope): Promise<boolean> {
  const [, ...others] = commit.parents;
  const { base } = scope.range;
  if (others.length === 0) return false;
  if (base === null) {
    const chain = await onFirstParents(scope);
    return others.every((parent) => chain.has(parent)) && isHonestMerge(commit, scope);
  }
  const reached = await Promise.all(others.map((parent) => isAncestor(scope.repo, parent, base)));
  return reached.every((answer) => answer.ok && answer.value) && isHonestMerge(commit, scope);
}

/**
 * Does the merge bring anything, and nothing of its own? Its tree is the clean merge's, or differs from the attempted one
 * in conflicted paths only. `commit-tree -p branch -p base` could hold whatever its maker likes.
 */
async function isHonestMerge(commit: JudgedCommit, scope: Scope): Promise<boolean> {
  const [ours, theirs, more] = commit.parents;
  if (ours === undefined || theirs === undefined || more !== undefined) return false;
  const already = await isAncestor(scope.repo, theirs, ours);
  const merged = await mergeTree(scope.repo, ours, theirs);
  if (!already.ok || already.value || !merged.ok) return false;
  if (merged.value.clean) return merged.value.tree === commit.tree;
  const { tree, paths } = merged.value;
  const differs = await scope.repo.output('comparing trees', [
    'diff-tree',
    '-r',
    '-z',
    '--name-only',
    '--ignore-submodules=none',
    tree,
    commit.tree,
  ]);
  return differs.ok && differs.value.split('\0').every((path) => path === '' || paths.includes(path));
}

/** Has work of this request reached the target that the range does not have? */
async function hasLanded(scope: Scope, id: CrqId, base: Oid): Promise<boolean> {
  const { directory } = scope.basis.policy.crq;
  const args = ['--fixed-strings', '--regexp-ignore-case', `--grep=${id}`, base, '--not', scope.range.head];
  for await (const commit of logCommits(scope.repo, args)) {
    const parent = commit.parents[0];
    const links = linksOf(parseMessage(commit.message), scope.prefixes);
    if (links.via === 'body' || !links.crqs.includes(id) || parent === undefined) continue;
    if (!(await sameOutside(scope.repo, commit.oid, parent, directory))) return true;
  }
  return false;
}

const objections = new WeakMap<Scope, Map<CrqId, Promise<LinkState | null>>>();

/**
 * What the target says about a request that the branch believes to be open; null if nothing speaks against it. The target
 * says the same of every commit, so it is asked once.
 */
function targetObjects(id: CrqId, scope: Scope): Promise<LinkState | null> {
  const known = objections.get(scope) ?? new Map<CrqId, Promise<LinkState | null>>();
  objections.set(scope, known);
  const before = known.get(id) ?? askTarget(id, scope);
  known.set(id, before);
  return before;
}

async function askTarget(id: CrqId, scope: Scope): Promise<LinkState | null> {
  const { base } = scope.range;
  const { workflow } = scope.basis.policy.crq;
  const there = base === null ? null : await scope.states.at(base, id);
  if (
    base === null ||
    there?.kind !== 'read' ||
    acceptsCommits(workflow, there.crq.status) ||
    there.crq.status === workflow.draft
  )
    return null;
  // A branch that started from that very state and opened the request again knows what it does.
  const fork = await scope.forkPoint();
  const then = fork === null ? null : await scope.states.at(fork, id);
  if (then?.kind === 'read' && then.crq.status === there.crq.status) return null;
  if (there.crq.status === workflow.closed && !(await hasLanded(scope, id, base))) return null;
  const { base: name } = scope.basis;
  return refusing(
    id,
    there.crq.status === workflow.closed
      ? `${id} is closed on ${name} and has landed`
      : `${id} is ${there.crq.status} on ${name}`,
    there.crq.status,
  );
}

/** A commit that brings the request's file with it is judged by that file; one that was squashed may bring it closed. */
function bornWith(id: CrqId, state: State, { basis }: Scope): LinkState {
  const { workflow } = basis.policy.crq;
  if (state.kind === 'unreadable')
    return refusing(id, `its file cannot be read (line ${state.line}: ${state.reason})`, null);
  const { status } = state.crq;
  return acceptsCommits(workflow, status) || status === workflow.closed
    ? accepting(id)
    : refusing(id, `${id} is born ${status}`, status);
}

async function judge(commit: JudgedCommit, id: CrqId, scope: Scope): Promise<LinkState> {
  const { states, range } = scope;
  const before = await states.before(commit, id);
  if (before === null) {
    const own = await states.at(commit.oid, id);
    if (own !== null) return bornWith(id, own, scope);
  }
  const found = before ?? (range.base === null ? null : await states.at(range.base, id));
  // A note may link old work to a request that was made for it later.
  const later = found === null && commit.noted.includes(id) ? await states.at(range.head, id) : null;
  if (later !== null) return bornWith(id, later, scope);
  if (found === null) return { id, state: 'unknown', why: `there is no ${id}`, status: null };
  if (found.kind === 'unreadable')
    return refusing(id, `the file of ${id} cannot be read (line ${found.line}: ${found.reason})`, null);
  const { status } = found.crq;
  if (acceptsCommits(scope.basis.policy.crq.workflow, status)) return (await targetObjects(id, scope)) ?? accepting(id);
  const after = await states.at(commit.oid, id);
  if (after?.kind === 'read' && after.crq.status !== status) return accepting(id);
  return refusing(id, `${id} is ${status}`, status);
}

/** By scope and commit. A weak map by commit would only let go of it when all of the heap is collected. */
const judged = new WeakMap<Scope, Map<Oid, Promise<readonly LinkState[]>>>();
/** More than a batch: the rules ask for the commits of one batch, one rule after the other. */
const MAX_JUDGED = 1024;

/** The state of each link, in the order of the message. Judged once, however many rules ask. */
export function linkStates(commit: JudgedCommit, scope: Scope): Promise<readonly LinkState[]> {
  const known = judged.get(scope) ?? new Map<Oid, Promise<readonly LinkState[]>>();
  judged.set(scope, known);
  const before = known.get(commit.oid) ?? Promise.all(commit.links.crqs.map((id) => judge(commit, id, scope)));
  if (known.size >= MAX_JUDGED) known.clear();
  known.set(commit.oid, before);
  return before;
}

/** Is the commit one that any state accepts: an edit of records, or the target merged into the branch? */
export const isAlwaysAccepted = async (commit: JudgedCommit, scope: Scope): Promise<boolean> =>
  (await isRecordEdit(commit, scope)) || (await mergesTarget(commit, scope));
