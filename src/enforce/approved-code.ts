/** Who approved the code that is to land, or that landed: reviews of this clone and of the remote, as they stand. */
import { REVIEWS_REF } from '../coord/review.ts';
import { type Ground, type Standing, standings } from '../coord/review-holds.ts';
import { readReviews } from '../coord/review-read.ts';
import type { CrqId } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { RECORDS_NOT_FETCHED } from './errors.ts';
import { fetchReviews } from './notes-read.ts';

export interface Approvals {
  /** Those of the request, or of any where none is named; `code` alone. */
  readonly all: readonly Standing[];
  /** The remote did not answer, so there may be more. */
  readonly unasked: boolean;
}

/** Fails: RECORDS_NOT_FETCHED, where the remote has more and they cannot be brought here. */
export async function codeApprovals(
  repo: Repo,
  basis: Basis,
  ground: Ground,
  crq: CrqId | null,
): Promise<Result<Approvals>> {
  const brought = await fetchReviews(repo, basis);
  if (!brought.ok) return brought;
  const { reviews } = await readReviews(repo, basis.policy.crq.prefixes, crq);
  const code = reviews.filter(({ what }) => what === 'code');
  const all = await standings(repo, ground, code);
  return all.ok ? ok({ all: all.value, unasked: brought.value === 'unasked' }) : all;
}

/** Said in place of "not approved" where the reviews of the remote could not be asked for. */
export const notFetched = ({ remote }: Basis) =>
  fail(RECORDS_NOT_FETCHED, `${remote} cannot be asked for its reviews, and those here do not suffice`, [
    `git fetch ${remote} ${REVIEWS_REF}:${REVIEWS_REF}`,
  ]);
