/** The list of needs and who answers them. Adding one touches its file, its test, NEEDS in domain/policy.ts and this list. */
import type { Need, Policy, Requirement } from '../domain/policy.ts';
import type { Answer } from './requirement.ts';
import { approvals } from './requirements/approvals.ts';
import { branchName } from './requirements/branch-name.ts';
import { dependencies } from './requirements/dependencies.ts';
import { linkage } from './requirements/linkage.ts';
import { noFixups } from './requirements/no-fixups.ts';
import { status } from './requirements/status.ts';
import { test } from './requirements/test.ts';

export const ANSWERS: Readonly<Record<Need, Answer>> = {
  status,
  linkage,
  'branch-name': branchName,
  'no-fixups': noFixups,
  dependencies,
  approvals,
  test,
};

/**
 * The policy's own list. A branch that nobody closed never lands, approvals that are wanted are asked for, and a test
 * command that is configured always runs, so these stand at its ends where the list leaves them out.
 */
export function requirementsOf({ merge }: Policy): readonly Requirement[] {
  const asks = (need: Need): readonly Requirement[] => merge.requirements.filter(({ needs }) => needs === need);
  const always = asks('status').some((requirement) => requirement.applies_if === undefined);
  const first: readonly Requirement[] = always ? [] : [{ name: 'closed', needs: 'status' }];
  const people: readonly Requirement[] =
    asks('approvals').length > 0 || merge.approvals === 0 ? [] : [{ name: 'approved', needs: 'approvals' }];
  const last: readonly Requirement[] =
    asks('test').length > 0 || merge.test === null ? [] : [{ name: 'tested', needs: 'test' }];
  return [...first, ...merge.requirements, ...people, ...last];
}
