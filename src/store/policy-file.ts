/** The policy file of a checkout: read, and written anew by a plan. */
import { join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import { type Repo, workTreeOf } from '../git/repo.ts';
import { content, contentAt } from '../plan/kinds/files.ts';
import type { Plan } from '../plan/step.ts';
import { POLICY_FILE } from './basis.ts';
import { POLICY_MISSING } from './errors.ts';

export interface PolicyText {
  readonly path: string;
  readonly text: string;
}

export function policyFile(repo: Repo): Result<PolicyText> {
  const top = workTreeOf(repo);
  if (!top.ok) return top;
  const path = join(top.value, POLICY_FILE);
  const text = repo.ports.files.readText(path);
  return text === null ? fail(POLICY_MISSING, `there is no ${path}`, ['gitcrq init']) : ok({ path, text });
}

/** The plan that puts `text` in the place of what the file holds. */
export function planPolicyFile(repo: Repo, { path, text }: PolicyText, plan: Omit<Plan, 'steps'>): Plan {
  const from = contentAt(repo, path);
  return { ...plan, steps: [{ kind: 'files', files: [{ path, from, to: content(text, from?.mode ?? 0o644) }] }] };
}
