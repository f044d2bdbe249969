/** What somebody else leases is not changed under their hands. */

import { conflictsWith } from '../../coord/lease-conflicts.ts';
import type { LeaseList } from '../../coord/lease-list.ts';
import { isSamePerson } from '../../coord/review-voices.ts';
import type { Lease } from '../../domain/lease.ts';
import { inline } from '../../domain/printable.ts';
import { ok } from '../../domain/result.ts';
import { type Answer, type Case, met, missing } from '../requirement.ts';
import { requestOf } from '../waiting.ts';

const SHOWN = 3;

/** Whose work the branch is: who claims its request, and its owner, whose leases do not stand in its own way. */
function isOwn(
  { entry }: Case,
  { leases }: LeaseList,
  { holder, session }: Pick<Lease, 'holder' | 'session'>,
): boolean {
  const owner = requestOf(entry)?.owner ?? '';
  const person = owner.includes('<') ? owner : ` <${owner}>`;
  if (owner !== '' && isSamePerson(person, holder, holder)) return true;
  return leases.some(
    ({ standing }) =>
      standing.kind === 'held' &&
      standing.lease.type === 'crq' &&
      standing.lease.key === entry.id &&
      standing.lease.holder === holder &&
      standing.lease.session === session,
  );
}

export const leaseFree: Answer = async (at) => {
  const [changed, seen] = [await at.paths(), await at.leases()];
  if (!changed.ok) return changed;
  if (!seen.ok) return seen;
  const { remote } = at.entry.basis;
  if (seen.value.stale !== null)
    return ok(missing(`nobody can say who leases what: ${seen.value.stale}; git ls-remote ${remote ?? '.'}`));
  const own = changed.value.map((key) => ({ path: { type: 'file', key } as const, name: null }));
  const { conflicts } = conflictsWith(seen.value, own);
  const others = conflicts.filter((conflict) => !isOwn(at, seen.value, conflict));
  if (others.length === 0) return ok(met('nobody else leases what it changes'));
  const shown = others
    .slice(0, SHOWN)
    .map(
      ({ holder, session, resource, expires_in_s }) =>
        `${holder} (session ${session}) holds ${inline(resource)} for ${expires_in_s} s more`,
    );
  const more = others.length > SHOWN ? `; and ${others.length - SHOWN} more` : '';
  return ok(missing(`${shown.join('; ')}${more}; gitcrq coord leases`));
};
