/** Who may take a step of the workflow, where the policy does not leave it to everybody (`by` of a state). */
import { matches } from './glob.ts';
import { type Transition, takersOf, type Workflow } from './lifecycle.ts';
import { type Right, rightNamed } from './trust.ts';

export interface StepTaker {
  /** `Name <address>`, or an address: what the commit says. A name proves nothing; a right does. */
  readonly author: string;
  /** The request's owner before the step. */
  readonly owner: string;
  /** What the trust list gives to the key that signed the commit; nothing where nobody signed it. */
  readonly rights: readonly Right[];
}

const addressOf = (text: string): string => (/<([^>]*)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();

const isTaker = (entry: string, { author, owner, rights }: StepTaker): boolean => {
  const right = rightNamed(entry);
  if (right !== null) return rights.includes(right);
  if (entry === 'owner') return owner !== '' && addressOf(owner) === addressOf(author);
  return matches(entry.toLowerCase(), addressOf(author));
};

export const mayTake = (workflow: Workflow, step: Transition, taker: StepTaker): boolean =>
  takersOf(workflow, step)?.some((entry) => isTaker(entry, taker)) ?? true;

/** Do any of these steps ask for a right, so that the signature of a commit has to be looked at? */
export const asksForRight = (workflow: Workflow, steps: readonly Transition[]): boolean =>
  steps.some((step) => takersOf(workflow, step)?.some((entry) => rightNamed(entry) !== null));

/** The same for people. */
export const takersText = (takers: readonly string[]): string =>
  takers
    .map((entry) => {
      const right = rightNamed(entry);
      if (right !== null) return `a commit signed by a key with the right to ${right}`;
      return entry === 'owner' ? 'its owner' : entry;
    })
    .join(', ');
