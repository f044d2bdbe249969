/** What a requirement of the queue is: a named question about one waiting branch, answered with the reason. */
import type { LeaseList } from '../coord/lease-list.ts';
import type { Requirement } from '../domain/policy.ts';
import type { Result } from '../domain/result.ts';
import type { Approvals } from '../enforce/approved-code.ts';
import type { Report } from '../enforce/check.ts';
import type { Repo } from '../git/repo.ts';
import type { Candidate } from './strategies/strategist.ts';
import type { Queue, Waiting } from './waiting.ts';

export type State = 'met' | 'missing' | 'not-applicable' | 'overridden';

export interface Finding {
  readonly state: State;
  /** One sentence for people; of a missing one also what to do. */
  readonly why: string;
  /** Missing only because the lander itself has not done it yet. */
  readonly pending?: boolean;
}

export interface Verdict extends Finding {
  readonly name: string;
  /** The policy lets somebody with the right land against it. */
  readonly overridable?: boolean;
}

/** One waiting branch, and what several requirements want to know about it, found out at most once. */
export interface Case {
  readonly repo: Repo;
  readonly queue: Queue;
  readonly entry: Waiting;
  report(): Promise<Result<Report>>;
  candidate(): Promise<Result<Candidate>>;
  /** Reviews of the code, as they stand. */
  approvals(): Promise<Result<Approvals>>;
  /** Paths of the target that the landing changes. */
  paths(): Promise<Result<readonly string[]>>;
  /** Leases as they are now. */
  leases(): Promise<Result<LeaseList>>;
}

/** Answers one kind of need. */
export type Answer = (at: Case, requirement: Requirement) => Promise<Result<Finding>>;

export const met = (why: string): Finding => ({ state: 'met', why });
export const missing = (why: string): Finding => ({ state: 'missing', why });
export const notApplicable = (why: string): Finding => ({ state: 'not-applicable', why });

/** Does this verdict keep the branch from landing? */
export const holds = (verdict: Verdict): boolean => verdict.state === 'missing' && verdict.pending !== true;
