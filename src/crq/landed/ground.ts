/** What every proof of a landing starts from, and what it claims. */
import type { CrqId, Oid } from '../../domain/brand.ts';
import type { Result } from '../../domain/result.ts';
import type { Beyond } from '../../git/beyond.ts';
import type { ChangedPath } from '../../git/changes.ts';
import type { Mainline } from '../../git/mainline.ts';
import type { Repo } from '../../git/repo.ts';
import type { Basis } from '../../store/basis.ts';

export interface Landed {
  /** The commit of the base that brought the work; the base's tip where only its content tells. */
  readonly oid: Oid;
  readonly proof: 'record' | 'ancestor' | 'tree' | 'patch';
}

export interface Head {
  readonly name: string;
  readonly crq: CrqId | null;
  readonly tip: Oid;
}

export interface Ground {
  readonly repo: Repo;
  readonly basis: Basis;
  readonly base: Oid;
  readonly beyond: ReadonlyMap<Oid, Beyond>;
  readonly line: Mainline;
}

export interface Claim extends Landed {
  /** Where the landed change began; null where that is not known or does not matter. */
  readonly from: Oid | null;
}

/** A head with a difference of its own. */
export interface Apart {
  readonly head: Head;
  readonly fork: Oid;
  /** What changed between the two; never empty. */
  readonly paths: readonly ChangedPath[];
}

export type Prover = (ground: Ground, heads: readonly Head[]) => Promise<Result<ReadonlyMap<Head, Claim>>>;

/** The commit that a head's work left the base at. */
export const forkOf = ({ beyond }: Ground, { tip }: Head): Oid | null => {
  const apart = beyond.get(tip);
  return apart === undefined || apart.own.length === 0 ? null : apart.fork;
};
