/**
 * Traceability: each commit with its requests, how it names them, how it landed and who approved; and each request with
 * its commits. Reads only, and needs no installation: it is the first thing to run on an old repository.
 */

import { branchTip, listBranches } from '../../crq/branches.ts';
import type { CrqId, Oid } from '../../domain/brand.ts';
import { GitcrqError } from '../../domain/error.ts';
import { compareIds } from '../../domain/id.ts';
import type { Via } from '../../domain/message.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { logBatches, logOf } from '../../git/log.ts';
import type { Repo } from '../../git/repo.ts';
import type { Basis } from '../../store/basis.ts';
import { CRQ_NOT_FOUND } from '../../store/errors.ts';
import { notedFor, readLinkNotes } from '../../store/notes.ts';
import { adoptionOf } from '../adoption.ts';
import { type JudgedCommit, readCommits } from '../commit.ts';
import { fetchLinkNotes, fetchReviews } from '../notes-read.ts';
import { crqStates } from '../states.ts';
import { type Approval, type ApprovalsByRequest, readReviewed, readTransitions } from './approvals.ts';
import { readLandings } from './landings.ts';
import type { Selection } from './select.ts';
import { isGap, isLinkedCommit, type TracedCommit, traced } from './traced-commit.ts';

export interface Trace {
  readonly commits: readonly TracedCommit[];
  readonly gaps: readonly Oid[];
  readonly crqs: readonly { readonly id: CrqId; readonly status: string | null; readonly commits: readonly Oid[] }[];
  readonly summary: {
    readonly commits: number;
    readonly linked: number;
    readonly exempt: number;
    readonly gaps: number;
    /** All commits by how they name a request. */
    readonly ways: Readonly<Record<Via | 'none', number>>;
  };
}

export interface TraceRequest {
  readonly selection: Selection;
  readonly prefixes: readonly string[];
  /** Judge by the policy's adoption and exemptions, rather than all of history by the prefixes alone. */
  readonly adopted: boolean;
  /** Where history begins to be read. */
  readonly head: Oid;
  /** `git log` arguments that narrow the commits down: dates, author. */
  readonly filters: readonly string[];
  readonly gapsOnly: boolean;
}

const unique = (tips: readonly (Oid | null)[]): readonly Oid[] => [...new Set(tips.filter((tip) => tip !== null))];

/** Tips that the commits of a request may be reachable from. */
async function tipsFor(
  repo: Repo,
  basis: Basis,
  { selection, head }: TraceRequest,
): Promise<Result<readonly string[]>> {
  if (selection.kind !== 'crq') return ok([head]);
  const branches = await listBranches(repo, basis, selection.id);
  if (!branches.ok) return branches;
  return ok(unique([head, basis.seen, ...branches.value.map(branchTip)]));
}

/** Newest first, but no commit before its children, even of the same second. */
const ORDER = '--date-order';

function logArgs({ selection, filters }: TraceRequest, tips: readonly string[]): readonly string[] {
  switch (selection.kind) {
    case 'all':
      return [...filters, ORDER, ...tips];
    case 'crq':
      return [...filters, ORDER, '--fixed-strings', '--regexp-ignore-case', `--grep=${selection.id}`, ...tips];
    case 'revision':
      return [...filters, selection.one ? '--no-walk' : ORDER, selection.revision, '--'];
    case 'paths':
      return [...filters, ORDER, '--full-history', ...tips, '--', ...selection.paths];
  }
}

async function requestsOf(
  repo: Repo,
  basis: Basis,
  head: Oid,
  commits: readonly TracedCommit[],
): Promise<Trace['crqs']> {
  const linked = new Map<CrqId, Oid[]>();
  for (const commit of commits.filter(isLinkedCommit))
    for (const id of commit.crqs) {
      const oids = linked.get(id);
      if (oids === undefined) linked.set(id, [commit.oid]);
      else oids.push(commit.oid);
    }
  const states = crqStates(repo, basis);
  const status = async (id: CrqId): Promise<string | null> => {
    const state = (basis.seen === null ? null : await states.at(basis.seen, id)) ?? (await states.at(head, id));
    return state === null ? null : state.kind === 'read' ? state.crq.status : 'unreadable';
  };
  const sorted = [...linked].sort(([a], [b]) => compareIds(a, b));
  return Promise.all(sorted.map(async ([id, oids]) => ({ id, status: await status(id), commits: oids })));
}

/** The commits as `git log` gives them, read in batches for the merges among them. */
async function collect(
  repo: Repo,
  basis: Basis,
  request: TraceRequest,
  tips: readonly string[],
): Promise<readonly JudgedCommit[]> {
  const notes = (await readLinkNotes(repo, request.prefixes)).links;
  const rules = {
    prefixes: request.prefixes,
    exemptions: request.adopted ? basis.policy.commits.exempt : [],
    policy: basis.policy,
    notes,
  };
  const wanted = request.selection.kind === 'crq' ? request.selection.id : null;
  const commits: JudgedCommit[] = [];
  for await (const batch of logBatches(repo, logArgs(request, tips))) {
    for (const commit of await readCommits(repo, batch, rules, new Map())) {
      if (wanted === null || (commit.linked && commit.links.crqs.includes(wanted))) commits.push(commit);
    }
  }
  if (wanted === null) return commits;
  // git narrowed the walk to messages with the id; a note's link is in no message.
  const met = new Set(commits.map(({ oid }) => oid));
  const noted = notedFor(notes, wanted).filter((oid) => !met.has(oid));
  if (noted.length === 0) return commits;
  for await (const batch of logOf(repo, noted)) commits.push(...(await readCommits(repo, batch, rules, new Map())));
  return commits;
}

function summary(commits: readonly TracedCommit[]): Trace['summary'] {
  const ways = { trailer: 0, subject: 0, misplaced: 0, note: 0, body: 0, none: 0 };
  for (const { via } of commits) ways[via ?? 'none']++;
  const linked = commits.filter(isLinkedCommit).length;
  const gaps = commits.filter(isGap).length;
  return { commits: commits.length, linked, exempt: commits.length - linked - gaps, gaps, ways };
}

/** What the transitions of the commits' requests say, and their reviews. */
async function withReviews(
  repo: Repo,
  basis: Basis,
  transitions: ApprovalsByRequest,
  commits: readonly JudgedCommit[],
): Promise<Result<ApprovalsByRequest>> {
  const requests = new Set(commits.flatMap(({ links }) => links.crqs));
  const reviewed = await readReviewed(repo, basis, [...requests]);
  if (!reviewed.ok) return reviewed;
  const all = new Map(transitions);
  for (const [id, some] of reviewed.value) all.set(id, [...(all.get(id) ?? []), ...some]);
  return ok(all);
}

async function read(repo: Repo, basis: Basis, request: TraceRequest): Promise<Result<Trace>> {
  const tips = await tipsFor(repo, basis, request);
  if (!tips.ok) return tips;
  const revisions = request.selection.kind === 'revision' ? [request.selection.revision] : tips.value;
  // Each of them walks history in a process of its own.
  const [adoption, landings, transitions, collected, fetched, reviews] = await Promise.all([
    request.adopted ? adoptionOf(repo, basis, request.head, revisions) : ok(null),
    readLandings(repo, basis, request.prefixes),
    basis.adopted
      ? readTransitions(repo, tips.value, request.prefixes, basis.policy.crq.workflow.approved)
      : Promise.resolve(new Map<CrqId, readonly Approval[]>()),
    collect(repo, basis, request, tips.value),
    request.adopted ? fetchLinkNotes(repo, basis) : ok(false),
    request.adopted ? fetchReviews(repo, basis) : ok('same'),
  ]);
  if (!adoption.ok) return adoption;
  if (!landings.ok) return landings;
  if (!fetched.ok) return fetched;
  if (!reviews.ok) return reviews;
  const found = fetched.value ? await collect(repo, basis, request, tips.value) : collected;
  const approvals = basis.adopted ? await withReviews(repo, basis, transitions, found) : ok(transitions);
  if (!approvals.ok) return approvals;
  const sources = { landings: landings.value, approvals: approvals.value, adoption: adoption.value };
  const commits = found.map((commit) => traced(commit, sources));
  const crqs = await requestsOf(repo, basis, request.head, commits);
  const { selection } = request;
  if (
    selection.kind === 'crq' &&
    commits.length === 0 &&
    (await crqStates(repo, basis).at(basis.seen ?? request.head, selection.id)) === null
  ) {
    return fail(CRQ_NOT_FOUND, `no commit is linked to ${selection.id}, and there is no such request`, [
      'gitcrq trace',
      'gitcrq crq list',
    ]);
  }
  const gaps = commits.filter(isGap);
  return ok({
    commits: request.gapsOnly ? gaps : commits,
    gaps: gaps.map(({ oid }) => oid),
    crqs,
    summary: summary(commits),
  });
}

/** Fails: CRQ_NOT_FOUND, RECORDS_NOT_FETCHED, GIT_FAILED. */
export async function trace(repo: Repo, basis: Basis, request: TraceRequest): Promise<Result<Trace>> {
  try {
    return await read(repo, basis, request);
  } catch (error) {
    // Streams can only throw; what they throw is an expected failure.
    if (error instanceof GitcrqError) return { ok: false, error };
    throw error;
  }
}
