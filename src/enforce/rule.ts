/**
 * What a rule of the gate is: an id that never changes, words for people, and a function over what it judges. A rule
 * answers faults; the check turns them into findings at the level that the policy gives the rule.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { wellFormed } from '../domain/printable.ts';
import type { RuleId } from '../domain/rules.ts';
import type { JudgedCommit } from './commit.ts';
import type { Scope } from './scope.ts';

export interface Finding {
  readonly rule: RuleId;
  readonly level: 'error' | 'warning' | 'info';
  readonly oid?: Oid;
  readonly ref?: string;
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  readonly crq?: CrqId;
  readonly subject?: string;
  readonly message: string;
  /** The command that mends it. */
  readonly next: string;
}

/** A finding without rule and level. `soft`: a warning even where the rule is an error. */
export interface Fault extends Omit<Finding, 'rule' | 'level'> {
  readonly soft?: boolean;
}

type Faults = readonly Fault[] | Promise<readonly Fault[]>;

interface About {
  readonly id: RuleId;
  /** One line: what must hold. */
  readonly title: string;
  readonly why: string;
  /** Scripts for sh, one that breaks the rule and one that keeps it; test/full/rules.test.ts says where, and runs them. */
  readonly bad: string;
  readonly good: string;
  readonly level: 'error' | 'warning';
}

/** Judges each commit of the range by itself. */
export interface CommitRule extends About {
  readonly judges: 'commit';
  /** Where all history is judged, its verdict follows from the commit, its parents and the policy; see settled.ts. */
  readonly lasting?: true;
  judge(commit: JudgedCommit, scope: Scope): Faults;
}

/** Judges the branch's name or the tree at the end of the range, once. */
export interface TipRule extends About {
  readonly judges: 'branch' | 'tip';
  judge(scope: Scope): Faults;
}

/** Judges what a push does to a ref; only pre-push and pre-receive can see that. */
export interface PushRule extends About {
  readonly judges: 'push';
}

export type Rule = CommitRule | TipRule | PushRule;

/** A subject may be ten megabytes long; a report names the commit, it does not carry it. */
const LONGEST_SUBJECT = 1000;

export const aboutCommit = (commit: JudgedCommit): Pick<Finding, 'oid' | 'subject'> => ({
  oid: commit.oid,
  subject: wellFormed(commit.text.subject.slice(0, LONGEST_SUBJECT)),
});
