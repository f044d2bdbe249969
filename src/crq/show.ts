/** One request with everything that git knows of it: body, commits oldest first, transitions, relations. */

import { branchOfRef } from '../domain/branch-name.ts';
import type { CrqId } from '../domain/brand.ts';
import { phaseOf } from '../domain/lifecycle.ts';
import { ok, type Result } from '../domain/result.ts';
import { branchRef, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { branchNotes, notedBranches, notedCrq, sharedName } from '../store/branch-of.ts';
import { bodyOf } from '../store/crq-read.ts';
import { scanFrontMatter } from '../store/front-matter.ts';
import { approvalsOf, type ShownApproval } from './approvals.ts';
import { type CrqBranch, joinBranches } from './branches.ts';
import { type Comment, commentsAt } from './comment-read.ts';
import { type Creation, creationOf } from './creation.ts';
import { askedId, findCrq } from './find.ts';
import { type HistoryCommit, type HistoryStep, historyOf, tipsOf } from './history.ts';
import { landedUnsaid } from './landed-unsaid.ts';
import { type ListedCrq, listed } from './list.ts';
import { relatedIn } from './mentions.ts';

export interface ShownCrq extends ListedCrq {
  readonly body: string;
  readonly commits: readonly (Omit<HistoryCommit, 'description'> & { readonly description?: string })[];
  /** Other requests that it names. */
  readonly relations: readonly CrqId[];
  /** Oldest first. */
  readonly comments: readonly Comment[];
  readonly transitions: readonly HistoryStep[];
  readonly approvals: readonly ShownApproval[];
  /** The commit that made it; null where history does not reach that far. */
  readonly creation: Creation | null;
  /** Set where the clone lacks a part of history. */
  readonly shallow?: true;
}

/** Globs for opening the repository such that the branches of the request come along (`*` crosses slashes). */
export const branchGlobs = (text: string): readonly string[] => {
  const stem = text.slice(text.lastIndexOf('-') + 1).replace(/[^A-Za-z0-9]/g, '');
  return stem === '' ? [] : [`refs/heads/*-${stem}*`, `refs/remotes/*-${stem}*`];
};

/** Branches of one request among names listed at opening, and those that the clone notes for it. */
async function branchesAmong(repo: Repo, basis: Basis, id: CrqId): Promise<Result<readonly CrqBranch[]>> {
  const notes = await branchNotes(repo, basis);
  if (!notes.ok) return notes;
  const tracking = basis.remote === null ? null : trackingRef(basis.remote, '');
  const names = new Set(notedBranches(notes.value));
  for (const ref of repo.refs) {
    const own = branchOfRef(ref);
    if (own !== null) names.add(own);
    else if (tracking !== null && ref.startsWith(tracking)) names.add(ref.slice(tracking.length));
  }
  const own = [...names].filter((name) => notedCrq(basis, notes.value, name) === id);
  const all = [...new Set([...own, ...own.map((name) => sharedName(basis, notes.value, name))])];
  const refs = all.flatMap((name) => [branchRef(name), ...(tracking === null ? [] : [`${tracking}${name}`])]);
  const tips = await Promise.all(refs.map((ref) => repo.reader.info(ref)));
  // A note may outlive its branch.
  const there = new Map(refs.flatMap((ref, n) => (tips[n] == null ? [] : [[ref, tips[n].oid] as const])));
  return ok(joinBranches(there, tracking, basis, notes.value, id));
}

/** With `whole`, each commit comes with its description. */
export async function showCrq(repo: Repo, basis: Basis, text: string, whole = false): Promise<Result<ShownCrq>> {
  const id = askedId(basis, text);
  if (!id.ok) return id;
  const among = await branchesAmong(repo, basis, id.value);
  if (!among.ok) return among;
  const found = await findCrq(repo, basis, text, among.value);
  if (!found.ok) return found;
  const { copy, onBase, proposals } = found.value;
  const branches = proposals.map(({ branch, stored }) => ({
    name: branch.name,
    ...(stored === null
      ? {}
      : { status: stored.crq.status, phase: phaseOf(basis.policy.crq.workflow, stored.crq.status) }),
  }));
  const own = proposals.map(({ branch }) => branch);
  const [{ commits, transitions, landed, shallow }, unsaid] = await Promise.all([
    historyOf(repo, basis, found.value),
    landedUnsaid(repo, onBase === null ? [] : [{ at: found.value.own, ...onBase, branches: own }]),
  ]);
  if (!unsaid.ok) return unsaid;
  const tips = tipsOf(basis, found.value);
  // Each of them may ask git.
  const [comments, creation, approvals] = await Promise.all([
    commentsAt(repo, basis, id.value, tips),
    creationOf(repo, copy.path, tips, commits),
    approvalsOf(repo, basis, found.value),
  ]);
  if (!approvals.ok) return approvals;
  const front = scanFrontMatter(copy.text);
  const body = 'reason' in front ? '' : bodyOf(front);
  return ok({
    ...listed(basis, copy.crq, copy.path, onBase !== null, branches, unsaid.value.get(id.value) ?? landed),
    body,
    commits: whole ? commits : commits.map(({ oid, subject, author, date }) => ({ oid, subject, author, date })),
    relations: 'reason' in front ? [] : relatedIn(front, id.value, basis.policy.crq.prefixes),
    comments,
    transitions,
    approvals: approvals.value,
    creation,
    ...(shallow ? { shallow } : {}),
  });
}
