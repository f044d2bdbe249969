/** The commits of one request, oldest first, wherever it lives: on its branches and on the base. */
import { join } from 'node:path';
import { queueEvents } from '../coord/queue-log.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { parseTransition, type Status } from '../domain/lifecycle.ts';
import { isLinked, linksOf, type Message, parseMessage, trailerValues } from '../domain/message.ts';
import { ok, type Result, unwrap } from '../domain/result.ts';
import { type LogCommit, logBatches, logOf } from '../git/log.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { type LinkNotes, notedFor, readLinkNotes, withNotes } from '../store/notes.ts';
import { approvalsOf, type ShownApproval } from './approvals.ts';
import { type Found, findCrq } from './find.ts';
import type { Landed } from './landed/ground.ts';

export interface HistoryCommit {
  readonly oid: Oid;
  readonly subject: string;
  /** The message between subject and trailers; empty if there is none. */
  readonly description: string;
  readonly author: string;
  readonly date: string;
}

export interface HistoryStep {
  readonly from: Status;
  readonly to: Status;
  readonly oid: Oid;
  readonly by: string;
  readonly date: string;
}

export interface History {
  readonly commits: readonly HistoryCommit[];
  readonly transitions: readonly HistoryStep[];
  readonly landed: Landed | null;
  /** True where the clone does not have all of history, so that older commits may be missing. */
  readonly shallow: boolean;
}

/** What git writes where a clone was cut off (gitrepository-layout, shallow). */
const isShallow = (repo: Repo): boolean =>
  (repo.ports.files.readText(join(repo.commonDir, 'shallow')) ?? '').trim() !== '';

/** The body without the paragraph of trailers. */
function description({ body, trailers }: Message): string {
  if (trailers.length === 0) return body;
  const cut = body.lastIndexOf('\n\n');
  return cut === -1 ? '' : body.slice(0, cut).trim();
}

/** Oldest first: commits whose message has the id at all, and those that a note links. What links is decided later. */
async function candidates(
  repo: Repo,
  id: CrqId,
  tips: readonly Oid[],
  notes: LinkNotes,
): Promise<readonly LogCommit[]> {
  const found = new Map<Oid, LogCommit>();
  // git narrows the walk to the messages; a note's link is in no message.
  const args = ['--reverse', '--topo-order', '-i', '-F', `--grep=${id}`, ...tips, '--'];
  for await (const batch of logBatches(repo, args)) for (const commit of batch) found.set(commit.oid, commit);
  const noted = notedFor(notes.links, id).filter((oid) => !found.has(oid));
  if (noted.length === 0) return [...found.values()];
  for await (const batch of logOf(repo, noted)) for (const commit of batch) found.set(commit.oid, commit);
  const starts = [...tips, ...found.keys()].map((oid) => `${oid}\n`).join('');
  const walk = ['rev-list', '--reverse', '--topo-order', '--stdin'];
  const order = unwrap(await repo.output('ordering the commits', walk, { input: starts }));
  return order.split('\n').flatMap((oid) => found.get(oid as Oid) ?? []); // git's own rev-list
}

/** Where the request may be looked for: the bases first. */
export const tipsOf = (basis: Basis, { own, proposals }: Found): readonly Oid[] => [
  ...new Set([...[basis.seen, own.seen].filter((oid) => oid !== null), ...proposals.map((proposal) => proposal.tip)]),
];

async function recordedLanding(repo: Repo, basis: Basis, id: CrqId): Promise<Landed | null> {
  const last = (await queueEvents(repo, basis)).findLast(({ crq }) => crq === id);
  return last?.event === 'landed' ? { oid: last.landing, proof: 'record' } : null;
}

export async function historyOf(repo: Repo, basis: Basis, found: Found): Promise<History> {
  const tips = tipsOf(basis, found);
  const commits: HistoryCommit[] = [];
  const transitions: HistoryStep[] = [];
  let landed: Landed | null = null;
  const shallow = isShallow(repo);
  if (tips.length === 0) return { commits, transitions, landed, shallow };
  const { prefixes } = basis.policy.crq;
  const notes = await readLinkNotes(repo, prefixes);
  for (const { oid, author, date, message: text } of await candidates(repo, found.id, tips, notes)) {
    const message = parseMessage(text);
    const links = withNotes(linksOf(message, prefixes), notes.links.get(oid));
    if (!isLinked(links) || !links.crqs.includes(found.id)) continue;
    // The lander's own trailers tell of a landing and of one taken back; the queue's log says the same for a process more.
    if (trailerValues(message, 'CRQ-Landed').length > 0) landed = { oid, proof: 'record' };
    if (trailerValues(message, 'CRQ-Cause').some((cause) => cause.startsWith('reverted '))) landed = null;
    commits.push({ oid, subject: message.subject, description: description(message), author, date });
    for (const step of trailerValues(message, 'CRQ-Transition').map(parseTransition)) {
      if (step !== null) transitions.push({ ...step, oid, by: author, date });
    }
  }
  // Of a branch that landed as it is, or commit by commit, only the queue's log tells.
  if (landed === null && transitions.at(-1)?.to === basis.policy.crq.workflow.closed)
    landed = await recordedLanding(repo, basis, found.id);
  return { commits, transitions, landed, shallow };
}

export interface CrqHistory {
  readonly id: CrqId;
  readonly commits: readonly HistoryCommit[];
  readonly approvals: readonly ShownApproval[];
  readonly shallow?: true;
}

/** `crq history`: fails as findCrq does. */
export async function crqHistory(repo: Repo, basis: Basis, text: string): Promise<Result<CrqHistory>> {
  const found = await findCrq(repo, basis, text);
  if (!found.ok) return found;
  const { commits, shallow } = await historyOf(repo, basis, found.value);
  const approvals = await approvalsOf(repo, basis, found.value);
  if (!approvals.ok) return approvals;
  return ok({ id: found.value.id, commits, approvals: approvals.value, ...(shallow ? { shallow } : {}) });
}
