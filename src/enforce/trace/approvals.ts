/** Who approved a request: the commits that moved it to `approved`, and the signed reviews. */
import type { Reviewed } from '../../coord/review.ts';
import { type Reviews, reviewBook } from '../../coord/review-read.ts';
import { approvalsOf, type ShownApproval } from '../../crq/approvals.ts';
import { lookUp } from '../../crq/find.ts';
import type { CrqId, Oid } from '../../domain/brand.ts';
import { parseTransition, type Status } from '../../domain/lifecycle.ts';
import { isLinked, linesOf, linksOf, parseMessage } from '../../domain/message.ts';
import { ok, type Result } from '../../domain/result.ts';
import { logCommits } from '../../git/log.ts';
import type { Repo } from '../../git/repo.ts';
import type { Basis } from '../../store/basis.ts';

export interface Approval {
  readonly crq: CrqId;
  /** `Name <address>` */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** The commit that holds the transition, or that was reviewed. */
  readonly oid: Oid;
  readonly what: 'transition' | Reviewed;
  /** Of a review: the key that signed it. */
  readonly key?: string;
  /** Of a review, where the trace is about few requests: does it count? */
  readonly state?: ShownApproval['state'];
  readonly why?: string;
}

export type ApprovalsByRequest = ReadonlyMap<CrqId, readonly Approval[]>;

/** Every step to `approved` in these revisions, oldest first. Throws GitcrqError GIT_FAILED. */
export async function readTransitions(
  repo: Repo,
  revisions: readonly string[],
  prefixes: readonly string[],
  approved: Status | null,
): Promise<ApprovalsByRequest> {
  const found = new Map<CrqId, Approval[]>();
  if (approved === null) return found;
  const args = ['--reverse', '--extended-regexp', `--grep=^CRQ-Transition:.*->[[:space:]]*${approved}`, ...revisions];
  for await (const commit of logCommits(repo, args)) {
    const text = parseMessage(commit.message);
    const links = linksOf(text, prefixes);
    const approves = linesOf(text, 'CRQ-Transition').some((line) => parseTransition(line)?.to === approved);
    // With several requests in one commit nobody can tell which one was approved.
    const [crq, other] = links.crqs;
    if (!approves || !isLinked(links) || crq === undefined || other !== undefined) continue;
    const { author: by, date: at, oid } = commit;
    found.set(crq, [...(found.get(crq) ?? []), { crq, by, at, oid, what: 'transition' }]);
  }
  return found;
}

/** For each of so many requests git is asked a few times whether its reviews still hold. */
const FEW = 20;

async function judged(repo: Repo, basis: Basis, crq: CrqId): Promise<Result<readonly Approval[]>> {
  const found = await lookUp(repo, basis, crq);
  if (!found.ok) return found;
  const all = await approvalsOf(repo, basis, found.value);
  if (!all.ok) return all;
  return ok(
    all.value.flatMap(({ by, at, oid, what, key, state, why }) =>
      what === undefined ? [] : [{ crq, by, at, oid, what, ...(key === undefined ? {} : { key }), state, why }],
    ),
  );
}

/** As they are, oldest first. */
const unjudged = (crq: CrqId, { reviews }: Reviews): readonly Approval[] =>
  reviews
    .map(({ by, at, head, what, key }) => ({ crq, by, at, oid: head, what, key: key.id }))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));

/** The reviews of these requests, oldest first. */
export async function readReviewed(
  repo: Repo,
  basis: Basis,
  requests: readonly CrqId[],
): Promise<Result<ApprovalsByRequest>> {
  const book = await reviewBook(repo, basis.policy.crq.prefixes);
  const asked = requests.filter((crq) => book.requests.has(crq));
  const found = new Map<CrqId, readonly Approval[]>();
  for (const id of asked) {
    const some = asked.length <= FEW ? await judged(repo, basis, id) : ok(unjudged(id, book.of(id)));
    if (!some.ok) return some;
    found.set(id, some.value);
  }
  return ok(found);
}

/** What is said of a review behind its name and time; nothing of a transition. */
export function reviewText({ oid, what, state, why }: Approval): string {
  if (what === 'transition') return '';
  const held = state === undefined ? '' : state === 'holds' ? ', holds' : `, ${state}: ${why}`;
  return ` (${what} of ${oid.slice(0, 12)}${held})`;
}
