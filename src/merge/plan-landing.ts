/**
 * Decides about one waiting branch: it lands, by a plan whose commit passed the test; or it is held, with its
 * requirements; or it is evicted, because it cannot be merged. The test runs in here, so a plan that is made again after
 * a lost race is tested again.
 */

import { voices } from '../coord/review-voices.ts';
import { ok, type Result } from '../domain/result.ts';
import { formatPerson, identity } from '../git/config.ts';
import { branchRef, readRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { isRebasing } from '../git/worktrees.ts';
import type { Plan } from '../plan/step.ts';
import { queueLogRef, writeEvent } from '../store/queue-log.ts';
import { keepCandidate } from './candidate-refs.ts';
import { exemption, judge, judgeAgain, makeCase } from './judge.ts';
import { type Lander, landerSignature, whyNotLander } from './lander.ts';
import type { Evicted, Held, Judged, Landed } from './landing.ts';
import { landingCommit, unsigned } from './landing-commit.ts';
import { branchDeletion, localSteps, type Moves, remoteSteps } from './landing-steps.ts';
import { mayOverride, overridden, overrideOf } from './override.ts';
import type { Prepared } from './prepared.ts';
import type { Reading } from './reading.ts';
import { type Case, holds, type Verdict } from './requirement.ts';
import { requirementsOf, testNames } from './requirements.ts';
import { tellLanded } from './tell.ts';
import { testLanding } from './test-landing.ts';
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

/** The commit and its event, written and not yet visible. */
async function movesOf(
  repo: Repo,
  reading: Reading,
  { entry, verdicts, landing, command: test, approved, who, override: asked }: Prepared,
): Promise<Result<Moves>> {
  const lander = await identity(repo, 'COMMITTER');
  if (!lander.ok) return lander;
  const { id, branch, head, basis, tip } = entry;
  const log = queueLogRef(basis.base);
  const before = reading.refs.get(log) ?? null;
  const override = await overrideOf(who, { crq: id, target: basis.base, head, landing }, verdicts, asked);
  if (!override.ok) return override;
  const event = {
    event: 'landed',
    crq: id,
    branch,
    target: basis.base,
    head,
    onto: tip,
    landing,
    tested: landing,
    test,
    lander: formatPerson(lander.value),
    approved,
    ...(override.value === undefined ? {} : { override: override.value }),
  } as const;
  // A remote that was added later has no log yet: the one that was begun here goes on there.
  const previous = before ?? (await readRef(repo, log));
  const signature = await landerSignature(basis, who, { ...event, to: landing, previous });
  if (!signature.ok) return signature;
  const signed = signature.value === undefined ? event : { ...event, signature: signature.value };
  const written = await writeEvent(repo, signed, previous);
  if (!written.ok) return written;
  repo.ports.trail.at('land/logged');
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

const red = (entry: Waiting, verdicts: readonly Verdict[], why: string): readonly Verdict[] =>
  verdicts.map((verdict) =>
    testNames(entry.basis.policy).has(verdict.name) && verdict.state !== 'not-applicable'
      ? { ...verdict, state: 'missing', why }
      : verdict,
  );

/** Verdicts, with those that were judged again in the place of the earlier ones. */
const updated = (verdicts: readonly Verdict[], now: readonly Verdict[]): readonly Verdict[] =>
  verdicts.map((verdict) => now.find(({ name }) => name === verdict.name) ?? verdict);

const isOverridden = ({ name }: Verdict, verdicts: readonly Verdict[]): boolean =>
  verdicts.some((verdict) => verdict.name === name && verdict.state === 'overridden');

/** Whose approvals the landing is recorded with. Where none is wanted, reviews that cannot be read hold nothing back. */
async function approvedBy(at: Case): Promise<readonly string[]> {
  const found = await at.approvals();
  const given = found.ok ? voices(found.value.all) : [];
  return given.map(({ review }) => `${review.by} ${review.key.id} ${review.head}`);
}

export interface LandingWords {
  /** Nothing is tested, kept or remembered; the plan is the one that a passing test would give. */
  readonly dryRun: boolean;
  readonly by: Lander;
}

export const isDecided = (made: Prepared | Decision): made is Decision => 'kind' in made;

/** Judges the branch and writes the commit that would land on `entry.tip`, which may be another candidate. */
export async function prepareLanding(
  repo: Repo,
  queue: Queue,
  entry: Waiting,
  { dryRun, by }: LandingWords,
): Promise<Result<Prepared | Decision>> {
  const may = by.override === undefined ? ok(undefined) : await mayOverride(entry.basis, by.who, by.override);
  if (!may.ok) return may;
  const at = makeCase(repo, queue, entry, by.leases);
  const found = await judge(at);
  if (!found.ok) return found;
  const verdicts = overridden(found.value, by.override);
  // What an earlier run said of the test does not count: it runs again, on the very commit.
  if (verdicts.some((verdict) => holds(verdict) && !testNames(entry.basis.policy).has(verdict.name)))
    return held(entry, verdicts);
  const lander = await whyNotLander(entry.basis, by.who);
  if (!lander.ok) return lander;
  if (lander.value !== null) return held(entry, verdicts, [{ name: 'lander', state: 'missing', why: lander.value }]);
  const candidate = await at.candidate();
  if (!candidate.ok) return candidate;
  if (!candidate.value.clean) {
    const { reason, paths, needs } = candidate.value;
    if (needs !== undefined) return held(entry, verdicts, [{ name: needs, state: 'missing', why: reason }]);
    return ok({ kind: 'evicted', evicted: { crq: entry.id, branch: entry.branch, reason, paths } });
  }
  const command = await testFor(at);
  if (!command.ok) return command;
  const written = await landingCommit(repo, entry, candidate.value, !dryRun);
  if (!written.ok) return written;
  if (typeof written.value !== 'string') return held(entry, verdicts, [written.value]);
  repo.ports.trail.at('land/candidate');
  const approved = await approvedBy(at);
  return ok({
    entry,
    verdicts,
    tree: candidate.value.tree,
    landing: written.value,
    command: command.value,
    approved,
    who: by.who,
    courier: by.courier,
    ...(by.override && { override: by.override }),
    again: () => judgeAgain(makeCase(repo, queue, entry, by.leases)),
  });
}

/** The answer for a candidate whose test failed. */
export const failedTest = ({ entry, verdicts }: Prepared, why: string): Held => ({
  crq: entry.id,
  branch: entry.branch,
  requirements: red(entry, verdicts, why).map(judged),
});

/** Held, if all that failed is a signature. */
function notSigned({ entry, verdicts }: Prepared, failed: Extract<Result<never>, { ok: false }>): Result<Decision> {
  const lacks = unsigned(failed.error);
  return lacks === null ? failed : held(entry, verdicts, [lacks]);
}

/** The plan that lands the candidate, or what is in its way in a checkout. `tested`: null where no test ran. */
export async function finishLanding(
  repo: Repo,
  reading: Reading,
  prepared: Prepared,
  tested: string | null,
): Promise<Result<Decision>> {
  const moves = await movesOf(repo, reading, prepared);
  return moves.ok ? planMoves(repo, prepared, moves.value, tested) : notSigned(prepared, moves);
}

async function planMoves(
  repo: Repo,
  { entry, verdicts, landing, command, again, courier }: Prepared,
  moves: Moves,
  tested: string | null,
): Promise<Result<Decision>> {
  const { id, branch, head, basis } = entry;
  if (tested !== null) {
    assertTested(moves, tested);
    const now = await again();
    if (!now.ok) return now;
    // What was overridden is in the log's entry by now; what is missing only since is not.
    const late = now.value.filter((verdict) => holds(verdict) && !isOverridden(verdict, verdicts));
    if (late.length > 0) return held(entry, updated(verdicts, late));
  }
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
  const title = `Land ${branch} on ${basis.base}`;
  const told = await tellLanded(courier, entry, landing);
  const plan = { op: 'land', title, steps: [...steps.value.steps, ...told], answer, fleeting: true };
  return ok({ kind: 'land', landing: { plan, landed: answer, moves } });
}

/** One branch, decided from beginning to end. */
export async function planLanding(
  repo: Repo,
  reading: Reading,
  queue: Queue,
  entry: Waiting,
  { dryRun, by }: LandingWords,
): Promise<Result<Decision>> {
  const prepared = await prepareLanding(repo, queue, entry, { dryRun, by });
  if (!prepared.ok) return prepared;
  if (isDecided(prepared.value)) return ok(prepared.value);
  const moves = await movesOf(repo, reading, prepared.value);
  if (!moves.ok) return notSigned(prepared.value, moves);
  const plan = await planMoves(repo, prepared.value, moves.value, null);
  if (dryRun || prepared.value.command === null || !plan.ok || plan.value.kind !== 'land') return plan;
  // The test may run git-gc(1) itself.
  const kept = await keepCandidate(repo, moves.value.log.to);
  if (!kept.ok) return kept;
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
  if (remote !== null) return ok({ steps: await remoteSteps(repo, remote, moves) });
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
