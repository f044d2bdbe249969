/** What landed against a requirement is reviewed afterwards: the landing itself, as a branch is reviewed before it. */
import type { CrqId } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { headOf, queueTargets, type Reading } from './reading.ts';
import { targetBasis } from './target.ts';
import { eventsOf, type Logs, type Waiting } from './waiting.ts';

/** The last landing of the request, in the form of a branch that stands where the base was; null if it needs no review. */
export async function overriddenLanding(
  repo: Repo,
  reading: Reading,
  logs: Logs,
  id: CrqId,
): Promise<Result<Waiting | null>> {
  for (const target of queueTargets(reading)) {
    const record = (await eventsOf(repo, reading, logs, target)).findLast(({ crq }) => crq === id);
    const now = headOf(reading, target);
    if (record?.event !== 'landed' || record.override === undefined || record.onto === undefined || now === null)
      continue;
    const basis = await targetBasis(repo, reading.basis, target, now);
    if (!basis.ok) return basis;
    const { branch, landing: head, onto: tip } = record;
    const nothing = { own: null, onBase: null, asked_s: null, instead: null, stops: [], last: true } as const;
    return ok({ id, branch, head, basis: basis.value, tip, ...nothing });
  }
  return ok(null);
}
