/**
 * The commits that would land, made without a checkout: what the policy's strategy makes of the branch on the target's
 * tip. Invariant: the request's status stands in the last one's own tree, so that code and state land as one.
 */
import type { Oid } from '../domain/brand.ts';
import type { Strategy } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import { writeCommit } from '../git/commit.ts';
import type { Ident } from '../git/config.ts';
import type { Repo } from '../git/repo.ts';
import { forwarded } from './strategies/ff.ts';
import { merged } from './strategies/merge.ts';
import { rebased } from './strategies/rebase.ts';
import { squashed } from './strategies/squash.ts';
import type { Waiting } from './waiting.ts';

/** A commit on top of the one before it. */
export interface Draft {
  readonly tree: Oid;
  readonly message: string;
  /** Defaults to the lander. */
  readonly author?: Ident;
  /** The second parent of a merge. */
  readonly brings?: Oid;
}

export type Candidate =
  | {
      readonly clean: true;
      /** The commit that `drafts` stand on. */
      readonly start: Oid;
      readonly drafts: readonly Draft[];
      /** Of the last one. */
      readonly tree: Oid;
    }
  | {
      readonly clean: false;
      readonly reason: string;
      readonly paths: readonly string[];
      /** The requirement that is missing, where the branch is not evicted for it. */
      readonly needs?: string;
    };

export type Strategist = (repo: Repo, entry: Waiting) => Promise<Result<Candidate>>;

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
