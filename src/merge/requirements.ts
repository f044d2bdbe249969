/** The list of needs and who answers them. Adding one touches its file, its test, NEEDS in domain/policy.ts and this list. */
import type { Need, Policy, Requirement } from '../domain/policy.ts';
import type { Answer } from './requirement.ts';
import { age } from './requirements/age.ts';
import { approvals } from './requirements/approvals.ts';
import { branchName } from './requirements/branch-name.ts';
import { dependencies } from './requirements/dependencies.ts';
import { freeze } from './requirements/freeze.ts';
import { leaseFree } from './requirements/lease-free.ts';
import { linkage } from './requirements/linkage.ts';
import { noFixups } from './requirements/no-fixups.ts';
import { owners } from './requirements/owners.ts';
import { policyApproval } from './requirements/policy-approval.ts';
import { status } from './requirements/status.ts';
import { test } from './requirements/test.ts';
import { window } from './requirements/window.ts';

export const ANSWERS: Readonly<Record<Need, Answer>> = {
  status,
  linkage,
  'branch-name': branchName,
  'no-fixups': noFixups,
  dependencies,
  'policy-approval': policyApproval,
  approvals,
  owners,
  'lease-free': leaseFree,
  age,
  window,
  freeze,
  test,
};

/** Asked for wherever the policy says what they are about, though its list leaves them out. */
const WANTED: readonly (readonly [Need, string, (merge: Policy['merge']) => boolean])[] = [
  ['policy-approval', 'policy-approval', () => true],
  ['approvals', 'approved', (merge) => merge.approvals > 0],
  ['owners', 'owners', (merge) => merge.owners.length > 0],
  ['freeze', 'freeze', (merge) => merge.freeze.length > 0],
  ['test', 'tested', (merge) => merge.test !== null],
];

/** The policy's own list, and what stands without it: a branch that nobody closed, for one, never lands. */
export function requirementsOf({ merge }: Policy): readonly Requirement[] {
  const asks = (need: Need): readonly Requirement[] => merge.requirements.filter(({ needs }) => needs === need);
  const always = asks('status').some((requirement) => requirement.applies_if === undefined);
  const first: readonly Requirement[] = always ? [] : [{ name: 'closed', needs: 'status' }];
  const more = WANTED.flatMap(([needs, name, wants]) =>
    asks(needs).length === 0 && wants(merge) ? [{ name, needs }] : [],
  );
  return [...first, ...merge.requirements, ...more];
}

/** Names of those that the test answers. */
export const testNames = (policy: Policy): ReadonlySet<string> =>
  new Set(
    requirementsOf(policy)
      .filter(({ needs }) => needs === 'test')
      .map(({ name }) => name),
  );
