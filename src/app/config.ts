/** The policy file of a checkout: checked, and changed by one key at a time. */
import { join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import { type Repo, workTreeOf } from '../git/repo.ts';
import { content, contentAt } from '../plan/kinds/files.ts';
import type { Plan } from '../plan/step.ts';
import { POLICY_FILE } from '../store/basis.ts';
import { NOTHING_TO_CHANGE, POLICY_MISSING } from '../store/errors.ts';
import { setPolicyValue } from '../store/policy-edit.ts';
import { type PolicyMistake, parsePolicy } from '../store/policy-parse.ts';

export interface ConfigCheck {
  readonly path: string;
  readonly mistakes: readonly PolicyMistake[];
}

export interface ConfigSet {
  readonly key: string;
  readonly path: string;
}

function policyFile(repo: Repo): Result<{ path: string; text: string }> {
  const top = workTreeOf(repo);
  if (!top.ok) return top;
  const path = join(top.value, POLICY_FILE);
  const text = repo.ports.files.readText(path);
  return text === null ? fail(POLICY_MISSING, `there is no ${path}`, ['gitcrq init']) : ok({ path, text });
}

export function checkConfig(repo: Repo): Result<ConfigCheck> {
  const file = policyFile(repo);
  if (!file.ok) return file;
  const parsed = parsePolicy(file.value.text);
  return ok({ path: file.value.path, mistakes: 'mistakes' in parsed ? parsed.mistakes : [] });
}

export function planConfigSet(repo: Repo, key: string, value: string): Result<Plan> {
  const file = policyFile(repo);
  if (!file.ok) return file;
  const { path, text } = file.value;
  const next = setPolicyValue(text, key, value);
  if (!next.ok) return next;
  if (next.value === text) return fail(NOTHING_TO_CHANGE, `${key} is ${value} already`, [`gitcrq config get ${key}`]);
  const from = contentAt(repo, path);
  const answer: ConfigSet = { key, path };
  return ok({
    op: 'config set',
    title: `${key} = ${value}`,
    steps: [{ kind: 'files', files: [{ path, from, to: content(next.value, from?.mode ?? 0o644) }] }],
    answer,
  });
}
