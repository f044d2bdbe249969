/** A review as it is written: signed once for a command, however often the plan around it has to be made again. */
import type { Signer } from '../coord/agent-key.ts';
import { type Draft, parseReview, REVIEWS_REF, type Review, signReview } from '../coord/review.ts';
import { isOpen, type Trust } from '../coord/trust.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { SignerKind } from '../domain/trust.ts';
import { signature } from '../enforce/link.ts';
import { type NotesBefore, notesBefore, notesSteps } from '../enforce/notes-plan.ts';
import type { Repo } from '../git/repo.ts';
import type { Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { NOTHING_TO_CHANGE } from '../store/errors.ts';
import { APPROVAL_VOID } from './errors.ts';

/** What is reviewed, and what the reviewer says of it. */
export type Subject = Pick<Draft, 'crq' | 'head' | 'what' | 'message'>;

/** One person or agent at one command. */
export interface Reviewer extends Signer {
  readonly kind: SignerKind;
  /** What was signed before, by what it is about: the same thing is signed once. */
  readonly signed: Map<string, Signed>;
}

export interface Signed {
  readonly draft: Draft;
  readonly line: string;
}

async function sign(repo: Repo, reviewer: Reviewer, subject: Subject): Promise<Result<Signed>> {
  const name = JSON.stringify(subject);
  const before = reviewer.signed.get(name);
  if (before !== undefined) return ok(before);
  const who = await signature(repo);
  if (!who.ok) return who;
  const draft: Draft = { ...subject, ...who.value, kind: reviewer.kind };
  const line = await signReview(draft, reviewer);
  if (!line.ok) return line;
  const signed = { draft, line: line.value };
  reviewer.signed.set(name, signed);
  return ok(signed);
}

/** The reviews that the note about a commit holds already. */
const there = ({ texts }: NotesBefore, { head }: Subject, prefixes: readonly string[]): readonly Review[] =>
  (texts.get(head)?.toString('utf8') ?? '').split('\n').flatMap((line) => {
    const review = line === '' ? '' : parseReview(line, head, prefixes);
    return typeof review === 'string' ? [] : [review];
  });

/** The steps that write a review into the notes. Fails: NOTHING_TO_CHANGE, where the same key did it before. */
export async function reviewSteps(
  repo: Repo,
  basis: Basis,
  reviewer: Reviewer,
  subject: Subject,
  title: string,
): Promise<Result<Signed & { readonly steps: readonly Step[] }>> {
  const before = await notesBefore(repo, basis, REVIEWS_REF);
  if (!before.ok) return before;
  const { crq, head, what } = subject;
  const same = there(before.value, subject, basis.policy.crq.prefixes).some(
    (review) => review.crq === crq && review.what === what && review.key.id === reviewer.key.id,
  );
  if (same)
    return fail(NOTHING_TO_CHANGE, `${reviewer.key.id} approved ${head.slice(0, 12)} for ${crq} already`, [
      `gitcrq crq show ${crq}`,
    ]);
  const signed = await sign(repo, reviewer, subject);
  if (!signed.ok) return signed;
  const change = { add: new Map<Oid, readonly string[]>([[head, [signed.value.line]]]), remove: new Map() };
  const steps = await notesSteps(repo, basis, before.value, change, title);
  return steps.ok ? ok({ ...signed.value, steps: steps.value }) : steps;
}

/** What `approve` answers. */
export interface Approved {
  readonly id: CrqId;
  readonly what: Draft['what'];
  /** The commit that was approved. */
  readonly head: Oid;
  readonly branch: string;
  readonly by: string;
  readonly kind: SignerKind;
  readonly key: string;
  readonly at: string;
  /** Nobody holds the right to approve, so everybody's approval counts. */
  readonly open: boolean;
  /** An author approves, because nobody else may: it counts for a change of the policy alone. */
  readonly sole?: true;
}

/** Signed all the same it would count for nothing, and nobody would know why nothing lands. */
export const voided = (why: string) =>
  fail(APPROVAL_VOID, `it would not count: ${why}`, [
    'gitcrq trust list',
    'git config gitcrq.signingKey ~/.ssh/id_ed25519',
  ]);

export const approved = (
  reviewer: Reviewer,
  branch: string,
  trust: Trust,
  { crq, head, what, by, kind, at }: Draft,
): Approved => ({
  id: crq,
  what,
  head,
  branch,
  by,
  kind,
  key: reviewer.key.id,
  at,
  open: isOpen(trust, 'approve'),
});
