/**
 * What lands is judged as what it will be on the base, where that is not a merge of what was judged on the branch: commits
 * that are made again have lost signatures and approvals, which name commits.
 */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { checkRange } from '../enforce/check.ts';
import type { Repo } from '../git/repo.ts';
import { strategyOf } from './candidate.ts';
import type { Judged } from './landing.ts';
import type { Waiting } from './waiting.ts';

/** The requirement that is missing; null where the base takes it. */
export async function notAccepted(repo: Repo, entry: Waiting, landing: Oid): Promise<Result<Judged | null>> {
  const strategy = strategyOf(entry);
  if (strategy === 'merge') return ok(null);
  const { basis, tip, id } = entry;
  const report = await checkRange(repo, basis, { base: tip, head: landing, branch: basis.base, crq: id });
  if (!report.ok) return report;
  const [found] = report.value.findings.filter(({ level }) => level === 'error');
  if (found === undefined) return ok(null);
  const why = `as ${strategy} it breaks ${found.rule}: ${found.message}; gitcrq merge ${id} --strategy merge`;
  return ok({ name: 'accepted', state: 'missing', why });
}
