/**
 * Decides about one waiting branch: it lands, by a plan whose commit passed the test; or it is held, with its
 * requirements; or it is evicted, because it cannot be merged. The test runs in here, so a plan that is made again after
 * a lost race is tested again.
 */

import { voices } from '../coord/review-voices.ts';
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { formatPerson, identity } from '../git/config.ts';
import { branchRef, readRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { isRebasing } from '../git/worktrees.ts';
import type { Plan } from '../plan/step.ts';
import { queueLogRef, writeEvent } from '../store/queue-log.ts';
import { commitCandidate } from './candidate.ts';
import { exemption, judge, makeCase } from './judge.ts';
import { landerSignature, type WhoLands, whyNotLander } from './lander.ts';
import type { Evicted, Held, Judged, Landed } from './landing.ts';
import { branchDeletion, localSteps, type Moves, remoteSteps } from './landing-steps.ts';
import type { Reading } from './reading.ts';
import { type Case, holds, type Verdict } from './requirement.ts';
import { requirementsOf } from './requirements.ts';
import { rememberTest, sayRun } from './test-memory.ts';
import { testCandidate } from './test-run.ts';
import type { Queue, Waiting } from './waiting.ts';

export interface Landing {
  readonly plan: Plan;
  readonly landed: Landed;
  /** Where the target and its log will be. */
  readonly moves: Moves;
}

export type Decision =
  | { readonly kind: 'land'; readonly landing: Landing }
  | { readonly kind: 'held'; readonly held: Held }
  | { readonly kind: 'evicted'; readonly evicted: Evicted };

export const judged = ({ name, state, why }: Verdict): Judged => ({ name, state, why });

const held = ({ id, branch }: Waiting, verdicts: readonly Verdict[], more: readonly Judged[] = []): Result<Decision> =>
  ok({ kind: 'held', held: { crq: id, branch, requirements: [...verdicts.map(judged), ...more] } });

/** The command that must pass on this candidate; null if none applies. */
async function testFor(at: Case): Promise<Result<string | null>> {
  const { policy } = at.entry.basis;
  for (const requirement of requirementsOf(policy)) {
    if (requirement.needs !== 'test') continue;
    const spared = await exemption(at, requirement);
    if (!spared.ok) return spared;
    if (spared.value === null) return ok(policy.merge.test);
  }
  return ok(null);
}

/** What a test said of a candidate. */
export interface Verified {
  /** The commit it ran on. */
  readonly oid: string;
  /** Null if it passed. */
  readonly why: string | null;
}

/** Where a test runs, and what ends it early. */
export interface Running {
  readonly slot: number;
  readonly signal: AbortSignal;
}

/** Runs the test on the candidate; a failure counts once it has come as often as the policy wants. */
export async function testLanding(
  repo: Repo,
  { entry: { id, basis }, tree, landing, command }: Prepared,
  running?: Running,
): Promise<Result<Verified>> {
  if (command === null) return ok({ oid: landing, why: null });
  const { test_timeout_s: timeout_s, retests } = basis.policy.merge;
  for (let left = retests; ; left--) {
    const tested = await testCandidate(repo, landing, { command, timeout_s, ...running });
    if (!tested.ok) return tested;
    const { oid, run } = tested.value;
    if (running?.signal.aborted) return ok({ oid, why: 'it was ended early' });
    const memory = rememberTest(repo, id, { tree, command }, run);
    repo.ports.trail.at('land/tested');
    if (memory.passed || left === 0) return ok({ oid, why: memory.passed ? null : sayRun(command, memory) });
    repo.ports.out.note(`testing ${landing.slice(0, 12)} again: it failed`);
  }
}

/** The commit and its event, written and not yet visible. */
async function movesOf(
  repo: Repo,
  reading: Reading,
  { entry, landing, command: test, approved, who }: Prepared,
): Promise<Result<Moves>> {
  const lander = await identity(repo, 'COMMITTER');
  if (!lander.ok) return lander;
  const { id, branch, head, basis, tip } = entry;
  const log = queueLogRef(basis.base);
  const before = reading.refs.get(log) ?? null;
  const event = {
    event: 'landed',
    crq: id,
    branch,
    target: basis.base,
    head,
    landing,
    tested: landing,
    test,
    lander: formatPerson(lander.value),
    approved,
  } as const;
  const signature = await landerSignature(basis, who, { ...event, to: landing });
  if (!signature.ok) return signature;
  const signed = signature.value === undefined ? event : { ...event, signature: signature.value };
  // A remote that was added later has no log yet: the one that was begun here goes on there.
  const written = await writeEvent(repo, signed, before ?? (await readRef(repo, log)));
  if (!written.ok) return written;
  return ok({
    target: { ref: branchRef(basis.base), from: tip, to: landing },
    log: { ref: log, from: before, to: written.value },
    branch: branchDeletion(entry),
  });
}

/** Only a commit that is the tested one may be landed, whatever else this room gets wrong. */
function assertTested(moves: Moves, tested: string): void {
  if (moves.target.to !== tested) throw new Error(`about to land ${moves.target.to}, but ${tested} was tested`);
}

/** Names of the requirements that the test answers. */
const testNames = ({ basis }: Waiting): ReadonlySet<string> =>
  new Set(
    requirementsOf(basis.policy)
      .filter(({ needs }) => needs === 'test')
      .map(({ name }) => name),
  );

const red = (entry: Waiting, verdicts: readonly Verdict[], why: string): readonly Verdict[] =>
  verdicts.map((verdict) =>
    testNames(entry).has(verdict.name) && verdict.state !== 'not-applicable'
      ? { ...verdict, state: 'missing', why }
      : verdict,
  );

/** Whose approvals the landing is recorded with. Where none is wanted, reviews that cannot be read hold nothing back. */
async function approvedBy(at: Case): Promise<readonly string[]> {
  const found = await at.approvals();
  const given = found.ok ? voices(found.value.all) : [];
  return given.map(({ review }) => `${review.by} ${review.key.id} ${review.head}`);
}

export interface LandingWords {
  /** Nothing is tested and nothing is remembered; the plan is the one that a passing test would give. */
  readonly dryRun: boolean;
  readonly who: WhoLands;
}

/** A candidate that nothing holds back but its test. */
export interface Prepared {
  readonly entry: Waiting;
  readonly verdicts: readonly Verdict[];
  readonly tree: Oid;
  /** The commit that would land. */
  readonly landing: Oid;
  /** Null if no test applies. */
  readonly command: string | null;
  readonly approved: readonly string[];
  readonly who: WhoLands;
}

export const isDecided = (made: Prepared | Decision): made is Decision => 'kind' in made;

/** Judges the branch and writes the commit that would land on `entry.tip`, which may be another candidate. */
export async function prepareLanding(
  repo: Repo,
  queue: Queue,
  entry: Waiting,
  who: WhoLands,
): Promise<Result<Prepared | Decision>> {
  const at = makeCase(repo, queue, entry);
  const verdicts = await judge(at);
  if (!verdicts.ok) return verdicts;
  // What an earlier run said of the test does not count: it runs again, on the very commit.
  if (verdicts.value.some((verdict) => holds(verdict) && !testNames(entry).has(verdict.name)))
    return held(entry, verdicts.value);
  const lander = await whyNotLander(entry.basis, who);
  if (!lander.ok) return lander;
  if (lander.value !== null)
    return held(entry, verdicts.value, [{ name: 'lander', state: 'missing', why: lander.value }]);
  const candidate = await at.candidate();
  if (!candidate.ok) return candidate;
  if (!candidate.value.clean) {
    const { reason, paths } = candidate.value;
    return ok({ kind: 'evicted', evicted: { crq: entry.id, branch: entry.branch, reason, paths } });
  }
  const { tree } = candidate.value;
  const command = await testFor(at);
  if (!command.ok) return command;
  const written = await commitCandidate(repo, entry, tree);
  if (!written.ok) return written;
  repo.ports.trail.at('land/candidate');
  const approved = await approvedBy(at);
  const found = { entry, verdicts: verdicts.value, tree, landing: written.value };
  return ok({ ...found, command: command.value, approved, who });
}

/** The answer for a candidate whose test failed. */
export const failedTest = ({ entry, verdicts }: Prepared, why: string): Held => ({
  crq: entry.id,
  branch: entry.branch,
  requirements: red(entry, verdicts, why).map(judged),
});

/** The plan that lands the candidate, or what is in its way in a checkout. `tested`: null where no test ran. */
export async function finishLanding(
  repo: Repo,
  reading: Reading,
  prepared: Prepared,
  tested: string | null,
): Promise<Result<Decision>> {
  const moves = await movesOf(repo, reading, prepared);
  return moves.ok ? planMoves(repo, prepared, moves.value, tested) : moves;
}

async function planMoves(
  repo: Repo,
  { entry, verdicts, landing, command }: Prepared,
  moves: Moves,
  tested: string | null,
): Promise<Result<Decision>> {
  const { id, branch, head, basis } = entry;
  if (tested !== null) assertTested(moves, tested);
  const steps = await stepsOf(repo, entry, moves);
  if (!steps.ok) return steps;
  if ('dirty' in steps.value) return held(entry, verdicts, [steps.value.dirty]);
  const answer: Landed = {
    crq: id,
    branch,
    oid: landing,
    tested_oid: landing,
    target: basis.base,
    head,
    test: command,
  };
  const plan = { op: 'land', title: `Land ${branch} on ${basis.base}`, steps: steps.value.steps, answer };
  return ok({ kind: 'land', landing: { plan, landed: answer, moves } });
}

/** One branch, decided from beginning to end. */
export async function planLanding(
  repo: Repo,
  reading: Reading,
  queue: Queue,
  entry: Waiting,
  { dryRun, who }: LandingWords,
): Promise<Result<Decision>> {
  const prepared = await prepareLanding(repo, queue, entry, who);
  if (!prepared.ok) return prepared;
  if (isDecided(prepared.value)) return ok(prepared.value);
  const moves = await movesOf(repo, reading, prepared.value);
  if (!moves.ok) return moves;
  const plan = await planMoves(repo, prepared.value, moves.value, null);
  if (dryRun || prepared.value.command === null || !plan.ok || plan.value.kind !== 'land') return plan;
  const tested = await testLanding(repo, prepared.value);
  if (!tested.ok) return tested;
  if (tested.value.why !== null) return ok({ kind: 'held', held: failedTest(prepared.value, tested.value.why) });
  // A test takes its time, and people go on working in their checkouts meanwhile.
  return planMoves(repo, prepared.value, moves.value, tested.value.oid);
}

async function stepsOf(
  repo: Repo,
  entry: Waiting,
  moves: Moves,
): Promise<Result<{ steps: Plan['steps'] } | { dirty: Judged }>> {
  const { remote, base } = entry.basis;
  if (remote !== null) {
    const steps = await remoteSteps(repo, remote, moves);
    return steps.ok ? ok({ steps: steps.value }) : steps;
  }
  if (isRebasing(repo, moves.target.ref))
    return ok({ dirty: { name: 'checkout-dirty', state: 'missing', why: `${base} is being rebased here` } });
  const steps = await localSteps(repo, entry, moves);
  if (!steps.ok) return steps;
  if ('steps' in steps.value) return ok(steps.value);
  const { dirty } = steps.value;
  return ok({
    dirty: {
      name: 'checkout-dirty',
      state: 'missing',
      why: `${base} is checked out in ${dirty.join(', ')} with changes in the way; commit or stash them`,
    },
  });
}
