/** The policy file of a checkout: checked, and changed by one key at a time. */
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import { NOTHING_TO_CHANGE } from '../store/errors.ts';
import { setPolicyValue } from '../store/policy-edit.ts';
import { planPolicyFile, policyFile } from '../store/policy-file.ts';
import { type PolicyMistake, parsePolicy } from '../store/policy-parse.ts';

export interface ConfigCheck {
  readonly path: string;
  readonly mistakes: readonly PolicyMistake[];
}

export interface ConfigSet {
  readonly key: string;
  readonly path: string;
}

/** Keys of the trust list are looked into here, where there is time for it. */
export async function checkConfig(repo: Repo): Promise<Result<ConfigCheck>> {
  const file = policyFile(repo);
  if (!file.ok) return file;
  const { whyNoKey } = await import('../coord/public-key.ts');
  const parsed = parsePolicy(file.value.text, whyNoKey);
  return ok({ path: file.value.path, mistakes: 'mistakes' in parsed ? parsed.mistakes : [] });
}

export function planConfigSet(repo: Repo, key: string, value: string): Result<Plan> {
  const file = policyFile(repo);
  if (!file.ok) return file;
  const { path, text } = file.value;
  const next = setPolicyValue(text, key, value);
  if (!next.ok) return next;
  if (next.value === text) return fail(NOTHING_TO_CHANGE, `${key} is ${value} already`, [`gitcrq config get ${key}`]);
  const answer: ConfigSet = { key, path };
  return ok(planPolicyFile(repo, { path, text: next.value }, { op: 'config set', title: `${key} = ${value}`, answer }));
}
