/** One commit as a trace tells of it: its requests, why it may lack them, its landing and the approvals. */
import type { CrqId, Oid } from '../../domain/brand.ts';
import type { Via } from '../../domain/message.ts';
import type { Adoption } from '../adoption.ts';
import type { JudgedCommit } from '../commit.ts';
import type { Approval, ApprovalsByRequest } from './approvals.ts';
import type { Landings } from './landings.ts';

export interface TracedLanding {
  readonly oid: Oid;
  readonly at: string;
  readonly by: string;
  readonly via: 'queue';
  readonly branch: string;
  readonly tested_oid: Oid;
  readonly test?: string;
  readonly approvals: readonly Approval[];
  readonly overrides: readonly string[];
  /** Set if the landing was taken back. */
  readonly undone?: true;
}

export interface TracedCommit {
  readonly oid: Oid;
  readonly subject: string;
  readonly author: string;
  readonly date: string;
  readonly crqs: readonly CrqId[];
  /** Why an unlinked commit is no gap: `before-adoption`, `merge`, or the policy's reason for its author. */
  readonly exempt?: string;
  readonly via: Via | null;
  readonly landing?: TracedLanding;
  readonly approvals: readonly Approval[];
}

/** What is known besides the commits themselves. */
export interface Sources {
  readonly landings: Landings;
  readonly approvals: ApprovalsByRequest;
  readonly adoption: Adoption | null;
}

function landingOf(commit: Oid, { landings, approvals }: Sources): TracedLanding | undefined {
  const event = landings.of(commit);
  if (event === null) return undefined;
  // The log names the reviews that held; transitions were no more than that.
  const before = (approvals.get(event.crq) ?? []).filter(({ at, key, oid }) =>
    key === undefined
      ? Date.parse(at) <= Date.parse(event.at)
      : event.approved.some((line) => line.endsWith(` ${key} ${oid}`)),
  );
  return {
    oid: event.landing,
    at: event.at,
    by: event.lander,
    via: 'queue',
    branch: event.branch,
    tested_oid: event.tested,
    ...(event.test === null ? {} : { test: event.test }),
    approvals: before,
    overrides: landings.overridesOf(event),
    ...(landings.isUndone(event) ? { undone: true } : {}),
  };
}

export function traced(commit: JudgedCommit, sources: Sources): TracedCommit {
  const exempt = commit.linked
    ? null
    : sources.adoption?.isBefore(commit.oid) === true
      ? 'before-adoption'
      : commit.exempt;
  const landing = landingOf(commit.oid, sources);
  return {
    oid: commit.oid,
    subject: commit.text.subject,
    author: commit.author,
    date: commit.date,
    crqs: commit.links.crqs,
    ...(exempt === null ? {} : { exempt }),
    via: commit.links.via,
    ...(landing === undefined ? {} : { landing }),
    approvals: commit.linked ? commit.links.crqs.flatMap((id) => sources.approvals.get(id) ?? []) : [],
  };
}

export const isLinkedCommit = ({ via }: TracedCommit): boolean => via !== null && via !== 'body';
export const isGap = (commit: TracedCommit): boolean => !isLinkedCommit(commit) && commit.exempt === undefined;
