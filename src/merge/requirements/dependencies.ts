/** What the request depends on must have landed: closed on the target, with no branch of its own still waiting. */
import type { CrqId } from '../../domain/brand.ts';
import { ok } from '../../domain/result.ts';
import { isUnreadable, loadCrq } from '../../store/crq-load.ts';
import { type Answer, type Case, met, missing, notApplicable } from '../requirement.ts';
import { requestOf } from '../waiting.ts';

/** Why this dependency holds the branch back; null if it does not. */
async function lack({ repo, queue, entry }: Case, id: CrqId): Promise<string | null> {
  const { base } = entry.basis;
  const copy = await loadCrq(repo, entry.basis, entry.tip, id);
  const own = queue.waiting.filter((other) => other.id === id && other.asked_s !== null);
  if (id === entry.id) return `${id} depends on itself`;
  if (copy === null)
    return own.length > 0
      ? `${id} waits to land (${own.map(({ branch }) => branch).join(', ')})`
      : `${id} is not on ${base} yet`;
  if (isUnreadable(copy)) return `${copy.path}:${copy.line} cannot be read: ${copy.reason}`;
  if (copy.crq.status !== entry.basis.policy.crq.workflow.closed)
    return own.length > 0 ? `${id} waits to land` : `${id} is ${copy.crq.status} on ${base}`;
  return own.length > 0 ? `${id} is closed on ${base} but ${own[0]?.branch} has not landed` : null;
}

export const dependencies: Answer = async (at) => {
  const ids = requestOf(at.entry)?.depends_on ?? [];
  if (ids.length === 0) return ok(notApplicable('it depends on nothing'));
  const lacks = (await Promise.all(ids.map((id) => lack(at, id)))).filter((why) => why !== null);
  return ok(lacks.length === 0 ? met(`landed: ${ids.join(', ')}`) : missing(lacks.join('; ')));
};
