/**
 * `approve`: a review of the head of the request's branch, as the remote has it. What is signed is a commit, so whatever
 * the branch gets later is not approved with it.
 */
import { isSole, standings } from '../coord/review-holds.ts';
import { trustNow } from '../coord/trust.ts';
import { revisionOid } from '../crq/branch-new.ts';
import { askedId } from '../crq/find.ts';
import { type CrqId, isOid, type Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { signature } from '../enforce/link.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { notedCrq } from '../store/branch-of.ts';
import { BRANCH_AMBIGUOUS } from '../store/errors.ts';
import { overriddenLanding } from './approve-landed.ts';
import { withoutWaiting } from './asked.ts';
import { HEAD_MOVED, NOTHING_TO_APPROVE } from './errors.ts';
import { groundOf } from './judge.ts';
import { headsOf, type Reading, readQueue } from './reading.ts';
import { type Approved, approved, type Reviewer, reviewSteps, voided } from './review-line.ts';
import { isSettled, type Logs, lookAt, type Queue, type Settled, type Waiting } from './waiting.ts';

export interface ApproveWords {
  readonly id: string;
  /** The commit that was looked at; without it, whatever the branch's head is. */
  readonly head: string | undefined;
  readonly branch: string | undefined;
  readonly message: string | undefined;
}

async function branchesOf(repo: Repo, reading: Reading, id: CrqId): Promise<Result<Queue>> {
  const waiting: Waiting[] = [];
  const settled: Settled[] = [];
  const logs: Logs = new Map();
  for (const [branch] of headsOf(reading)) {
    if (notedCrq(reading.basis, reading.notes, branch) !== id) continue;
    const entry = await lookAt(repo, reading, logs, branch);
    if (!entry.ok) return entry;
    if (entry.value === null) continue;
    if (isSettled(entry.value)) settled.push(entry.value);
    else waiting.push(entry.value);
  }
  return ok({ waiting, settled, logs });
}

/** The request has no branch that could be approved: the answer says what it has instead. */
async function nothing(repo: Repo, reading: Reading, queue: Queue, id: CrqId): Promise<Result<never>> {
  const answers = await withoutWaiting(repo, reading, queue, id);
  if (!answers.ok) return answers;
  const [answer] = answers.value;
  const plan = `gitcrq approve ${id} --plan`;
  if (answer === undefined || 'oid' in answer)
    return fail(NOTHING_TO_APPROVE, `${id} has landed${answer === undefined ? '' : ` as ${answer.oid.slice(0, 12)}`}`, [
      `gitcrq crq show ${id}`,
    ]);
  const [why = '', ...next] = (answer.requirements[0]?.why ?? '').split('; ');
  return fail(NOTHING_TO_APPROVE, why, [...next, plan]);
}

const moved = (id: CrqId, reviewed: string, { branch, head }: Waiting, where: string) =>
  fail(HEAD_MOVED, `${branch} on ${where} is at ${head.slice(0, 12)}, not at ${reviewed.slice(0, 12)}`, [
    `git diff ${reviewed.slice(0, 12)} ${head.slice(0, 12)}`,
    `gitcrq approve ${id} --head ${head}`,
  ]);

/** The branch that is meant. Fails: NOTHING_TO_APPROVE, BRANCH_AMBIGUOUS, HEAD_MOVED. */
async function chosen(repo: Repo, reading: Reading, id: CrqId, words: ApproveWords): Promise<Result<Waiting>> {
  const queue = await branchesOf(repo, reading, id);
  if (!queue.ok) return queue;
  const branch = words.branch?.replace(/^refs\/heads\//, '');
  const waiting = queue.value.waiting.filter((entry) => branch === undefined || entry.branch === branch);
  const landed = waiting.length > 0 ? ok(null) : await overriddenLanding(repo, reading, queue.value.logs, id);
  if (!landed.ok) return landed;
  const named = landed.value === null ? waiting : [landed.value];
  const [first, ...others] = named;
  if (first === undefined) return nothing(repo, reading, queue.value, id);
  if (words.head === undefined)
    return others.length === 0
      ? ok(first)
      : fail(
          BRANCH_AMBIGUOUS,
          `${id} has ${named.length} branches: ${named.map((entry) => entry.branch).join(', ')}`,
          named.map(({ head }) => `gitcrq approve ${id} --head ${head}`),
        );
  const reviewed = isOid(words.head) ? ok(words.head) : await revisionOid(repo, words.head);
  if (!reviewed.ok) return reviewed;
  const there = named.find(({ head }) => head === reviewed.value);
  return there === undefined ? moved(id, reviewed.value, first, reading.basis.remote ?? 'this clone') : ok(there);
}

/** Would this approval count? Fails: APPROVAL_VOID, NOTHING_TO_APPROVE. */
async function judgeOwn(repo: Repo, entry: Waiting, { key }: Reviewer): Promise<Result<Pick<Approved, 'sole'>>> {
  const { id, head, tip, branch, basis } = entry;
  const landed = await isAncestor(repo, head, tip);
  if (!landed.ok) return landed;
  if (landed.value)
    return fail(NOTHING_TO_APPROVE, `${branch} has nothing that ${basis.base} does not have`, [
      `gitcrq approve ${id} --plan`,
    ]);
  const who = await signature(repo);
  if (!who.ok) return who;
  const ground = groundOf(entry);
  const judged = await standings(repo, ground, [{ crq: id, head, by: who.value.by, key }]);
  if (!judged.ok) return judged;
  const [standing] = judged.value;
  if (standing === undefined || standing.state === 'holds') return ok({});
  return isSole(ground.trust, standing) ? ok({ sole: true }) : voided(standing.why);
}

/** Approves the code of a request. Fails as well: CRQ_NOT_FOUND, NOTHING_TO_CHANGE, REMOTE_UNREACHABLE. */
export async function planApprove(
  repo: Repo,
  basis: Basis,
  words: ApproveWords,
  reviewer: Reviewer,
): Promise<Result<Plan & { readonly head: Oid }>> {
  const id = askedId(basis, words.id);
  if (!id.ok) return id;
  const reading = await readQueue(repo, basis);
  if (!reading.ok) return reading;
  const entry = await chosen(repo, reading.value, id.value, words);
  if (!entry.ok) return entry;
  const { branch, head } = entry.value;
  const judged = await judgeOwn(repo, entry.value, reviewer);
  if (!judged.ok) return judged;
  const { message } = words;
  const title = `Approve ${branch} at ${head.slice(0, 12)}`;
  const subject = { crq: id.value, head, what: 'code', ...(message === undefined ? {} : { message }) } as const;
  const review = await reviewSteps(repo, reading.value.basis, reviewer, subject, title);
  if (!review.ok) return review;
  const { draft, steps } = review.value;
  const answer = { ...approved(reviewer, branch, trustNow(entry.value.basis), draft), ...judged.value };
  return ok({ op: 'approve', title, steps, answer, head });
}
