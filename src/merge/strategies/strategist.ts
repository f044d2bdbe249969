/** What a strategy answers: commits to be written, or why there are none. */
import type { Oid } from '../../domain/brand.ts';
import type { Result } from '../../domain/result.ts';
import type { Ident } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import type { Waiting } from '../waiting.ts';

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
