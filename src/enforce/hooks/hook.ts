/** What a git hook is to gitcrq: something that is asked by git and answers with refusals, or lets the operation pass. */

import type { Result } from '../../domain/result.ts';
import type { RuleId } from '../../domain/rules.ts';
import type { Repo } from '../../git/repo.ts';
import type { Basis } from '../../store/basis.ts';

export interface HookCall {
  readonly args: readonly string[];
  /** Standard input, all of it. */
  readonly input: Uint8Array;
  /** True where git stores the message as it stands, although an editor is set. */
  readonly verbatim?: boolean;
}

export interface Refusal {
  readonly rule: RuleId;
  /** What is refused: a subject, a ref. */
  readonly text: string;
  readonly why: string;
  /** Commands that mend it, best first. */
  readonly next: readonly string[];
}

export interface HookVerdict {
  /** Empty: the operation passes. */
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly string[];
  /** What a person is told beside that. */
  readonly notes?: readonly string[];
}

export const PASS: HookVerdict = { refusals: [], warnings: [] };

export type Hook = (repo: Repo, basis: Basis, call: HookCall) => Promise<Result<HookVerdict>>;

export const told = (...notes: readonly string[]): HookVerdict => ({ ...PASS, notes });

/** A refusal at the level the policy gives its rule: refused, only said, or nothing. */
export function atLevel(basis: Basis, refusal: Refusal): HookVerdict {
  const level = basis.policy.rules[refusal.rule] ?? 'error';
  if (level === 'off') return PASS;
  return level === 'error'
    ? { refusals: [refusal], warnings: [] }
    : { refusals: [], warnings: [`${refusal.rule}: ${refusal.text}: ${refusal.why}`] };
}

export const joined = (verdicts: readonly HookVerdict[]): HookVerdict => ({
  refusals: verdicts.flatMap(({ refusals }) => refusals),
  warnings: verdicts.flatMap(({ warnings }) => warnings),
});
