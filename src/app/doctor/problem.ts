/** What is wrong with a set-up, with the steps that mend it where that needs nobody's decision. */
import type { GitcrqError } from '../../domain/error.ts';
import type { Installation } from '../../enforce/hooks/stub.ts';
import type { Repo } from '../../git/repo.ts';
import type { Step } from '../../plan/step.ts';
import type { Basis } from '../../store/basis.ts';

export interface Problem {
  /** Names the kind of problem for ever, as `hooks/missing`. */
  readonly code: string;
  readonly message: string;
  /** What to type. */
  readonly next: string;
  /** Does `gitcrq doctor --fix` mend it? */
  readonly fixable: boolean;
}

export interface Found extends Problem {
  readonly steps: readonly Step[];
}

export interface Patient {
  readonly repo: Repo;
  /** The failure, where the policy is broken or the remote is not clear; what needs neither is looked at all the same. */
  readonly basis: Basis | GitcrqError;
  readonly installation: Installation;
}

export interface Adopted extends Patient {
  readonly basis: Basis;
}

/** Further things a person should know that are no problem: what could not be looked at, and why. */
export interface Findings {
  readonly found: readonly Found[];
  readonly skipped?: readonly string[];
}

export type Check = (patient: Patient) => Promise<Findings>;
export type AdoptedCheck = (patient: Adopted) => Promise<Findings>;

const FIX = 'gitcrq doctor --fix';

/** No steps: taking the lock of a change, which every plan does, mends it. */
export const mends = (code: string, message: string, steps: readonly Step[] = []): Found => ({
  code,
  message,
  next: FIX,
  fixable: true,
  steps,
});

export const asks = (code: string, message: string, next: string): Found => ({
  code,
  message,
  next,
  fixable: false,
  steps: [],
});

export const failed = (code: string, error: GitcrqError): Found =>
  asks(code, error.message, error.next.join('\n') || 'gitcrq status');
