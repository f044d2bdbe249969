/**
 * The test command must pass on the candidate itself. Only the lander runs it, when everything else is met; asked at any
 * other time, this tells what the last run on the very same tree said.
 */
import { ok } from '../../domain/result.ts';
import { type Answer, met, missing, notApplicable } from '../requirement.ts';
import { rememberedTest, sayRun } from '../test-memory.ts';

export const test: Answer = async (at) => {
  const command = at.entry.basis.policy.merge.test;
  if (command === null) return ok(notApplicable('the policy names no test command (merge.test)'));
  const candidate = await at.candidate();
  if (!candidate.ok) return candidate;
  if (!candidate.value.clean)
    return ok({ ...missing('there is no candidate to test: the merge conflicts'), pending: true });
  const last = rememberedTest(at.repo, at.entry.id, { tree: candidate.value.tree, command });
  if (last?.here !== true) {
    const before = last?.passed === false ? ' (on an earlier one it failed)' : '';
    return ok({ ...missing(`\`${command}\` has not run on this merge yet${before}; landing runs it`), pending: true });
  }
  return ok(
    last.passed
      ? met(`\`${command}\` passed on this merge; landing runs it again on the very commit`)
      : missing(sayRun(command, last)),
  );
};
