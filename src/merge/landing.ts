/** A landing as values: what the command answers, and the plan that makes it. */
import type { CrqId, Oid } from '../domain/brand.ts';
import type { State } from './requirement.ts';

export interface Landed {
  readonly crq: CrqId;
  readonly branch: string;
  /** The commit on the target that brought the branch. */
  readonly oid: Oid;
  /** The commit that was tested; null where it came to the target by other means. */
  readonly tested_oid: Oid | null;
  readonly target: string;
  /** Tip of the branch that landed. */
  readonly head: Oid;
  /** The command that passed on it; null if the policy has none that applies. */
  readonly test: string | null;
  /** True if it had landed before it was asked for. */
  readonly already?: boolean;
}

export interface Judged {
  readonly name: string;
  readonly state: State;
  readonly why: string;
}

export interface Held {
  readonly crq: CrqId;
  /** null if there is no branch that could land. */
  readonly branch: string | null;
  readonly requirements: readonly Judged[];
}

export interface Evicted {
  readonly crq: CrqId;
  readonly branch: string;
  readonly reason: string;
  readonly paths?: readonly string[];
}
