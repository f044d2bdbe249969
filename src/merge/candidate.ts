/**
 * The commits that would land, made without a checkout: what the policy's strategy makes of the branch on the target's
 * tip. Invariant: the request's status stands in the last one's own tree, so that code and state land as one.
 */
import type { Oid } from '../domain/brand.ts';
import type { Strategy } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import { writeCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';
import { forwarded } from './strategies/ff.ts';
import { merged } from './strategies/merge.ts';
import { rebased } from './strategies/rebase.ts';
import { squashed } from './strategies/squash.ts';
import type { Candidate, Strategist } from './strategies/strategist.ts';
import type { Waiting } from './waiting.ts';

const STRATEGISTS: Readonly<Record<Strategy, Strategist>> = {
  merge: merged,
  squash: squashed,
  rebase: rebased,
  ff: forwarded,
};

export const strategyOf = ({ strategy, basis }: Waiting): Strategy => strategy ?? basis.policy.merge.strategy;

export const makeCandidate: Strategist = (repo, entry) => STRATEGISTS[strategyOf(entry)](repo, entry);

/** Writes the commits and answers the last one; nothing points at it yet. */
export async function commitCandidate(
  repo: Repo,
  { start, drafts }: Extract<Candidate, { clean: true }>,
): Promise<Result<Oid>> {
  let at = start;
  for (const { tree, message, author, brings } of drafts) {
    const parents = brings === undefined ? [at] : [at, brings];
    const written = await writeCommit(repo, { tree, parents, message, ...(author && { author }) });
    if (!written.ok) return written;
    at = written.value;
  }
  return ok(at);
}
