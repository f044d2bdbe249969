/** The test of a candidate: on the very commit that would land, as often as the policy wants. */
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { TEST_WORKTREE } from './errors.ts';
import type { Prepared } from './prepared.ts';
import { rememberTest, sayRun } from './test-memory.ts';
import { canCheckOut, testCandidate } from './test-run.ts';

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
  { entry: { id, basis, tip }, tree, landing, command }: Prepared,
  running?: Running,
): Promise<Result<Verified>> {
  if (command === null) return ok({ oid: landing, why: null });
  const { test_timeout_s: timeout_s, retests } = basis.policy.merge;
  for (let left = retests; ; left--) {
    const tested = await testCandidate(repo, landing, { command, timeout_s, ...running });
    if (!tested.ok) {
      // Where what it stands on can be checked out, this branch is to blame, and the others land without it.
      const isOwn = tested.error.code === TEST_WORKTREE.code && (await canCheckOut(repo, tip, running?.slot));
      return isOwn ? ok({ oid: landing, why: `it cannot be checked out here: ${tested.error.message}` }) : tested;
    }
    const { oid, run } = tested.value;
    if (running?.signal.aborted) return ok({ oid, why: 'it was ended early' });
    const memory = rememberTest(repo, id, { tree, command }, run);
    repo.ports.trail.at('land/tested');
    if (memory.passed || left === 0) return ok({ oid, why: memory.passed ? null : sayRun(command, memory) });
    repo.ports.out.note(`testing ${landing.slice(0, 12)} again: it failed`);
  }
}
