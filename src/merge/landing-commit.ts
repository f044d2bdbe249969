/**
 * Makes the commits of a landing, or says which requirement that lacks. What lands is judged as what it will be on the
 * base, where that is not a merge of what was judged on the branch: commits that are made again have lost signatures and
 * approvals, which name commits.
 */

import type { Oid } from '../domain/brand.ts';
import type { GitcrqError } from '../domain/error.ts';
import { ok, type Result } from '../domain/result.ts';
import { checkRange } from '../enforce/check.ts';
import { readCommit } from '../git/commit.ts';
import { COMMIT_UNSIGNED } from '../git/errors.ts';
import type { Repo } from '../git/repo.ts';
import { commitCandidate, strategyOf } from './candidate.ts';
import { keepCandidate } from './candidate-refs.ts';
import { SLACK_MS, sayTime } from './clock.ts';
import type { Judged } from './landing.ts';
import type { Candidate } from './strategies/strategist.ts';
import type { Waiting } from './waiting.ts';

const missing = (name: string, why: string): Judged => ({ name, state: 'missing', why });

/** A lander without a key: the branch waits for one that has it. null: it failed otherwise. */
export const unsigned = ({ code, message }: GitcrqError): Judged | null =>
  code === COMMIT_UNSIGNED.code ? missing('signed', message) : null;

/** By the last commit of a base a clock that was set back is noticed: one from the future would hold up all that waits for its time. */
async function notYet(repo: Repo, landing: Oid): Promise<string | null> {
  const at_ms = ((await readCommit(repo, landing))?.committed_s ?? 0) * 1000;
  if (at_ms <= repo.ports.clock.now().getTime() + SLACK_MS) return null;
  return `its last commit says it was made at ${sayTime(at_ms)}, which is to come; git commit --amend --no-edit`;
}

/** null where the base takes it. */
async function notAccepted(repo: Repo, entry: Waiting, landing: Oid): Promise<Result<Judged | null>> {
  const strategy = strategyOf(entry);
  if (strategy === 'merge') return ok(null);
  const { basis, tip, id } = entry;
  const late = await notYet(repo, landing);
  if (late !== null) return ok(missing('accepted', late));
  const report = await checkRange(repo, basis, { base: tip, head: landing, branch: basis.base, crq: id });
  if (!report.ok) return report;
  const [found] = report.value.findings.filter(({ level }) => level === 'error');
  if (found === undefined) return ok(null);
  const why = `as ${strategy} it breaks ${found.rule}: ${found.message}; gitcrq merge ${id} --strategy merge`;
  return ok(missing('accepted', why));
}

/** `kept`: the candidate stays until it is settled, whatever git-gc(1) does. */
export async function landingCommit(
  repo: Repo,
  entry: Waiting,
  candidate: Extract<Candidate, { clean: true }>,
  kept: boolean,
): Promise<Result<Oid | Judged>> {
  const written = await commitCandidate(repo, candidate);
  if (!written.ok) {
    const lacks = unsigned(written.error);
    return lacks === null ? written : ok(lacks);
  }
  const held = kept ? await keepCandidate(repo, written.value) : ok(undefined);
  if (!held.ok) return held;
  const refused = await notAccepted(repo, entry, written.value);
  return refused.ok ? ok(refused.value ?? written.value) : refused;
}
