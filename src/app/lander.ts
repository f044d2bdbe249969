/** Who makes a landing pass from this clone: by which key, and which leases of others it sees. */
import { hasCoordRepo } from '../coord/coord-repo.ts';
import { type LeaseList, listLeases } from '../coord/lease-list.ts';
import { ok, type Result } from '../domain/result.ts';
import type { SeenLeases } from '../merge/judge.ts';
import type { Lander } from '../merge/lander.ts';
import { inScratch } from '../sys/scratch.ts';
import type { Changing } from './change.ts';
import type { Clone } from './clone.ts';
import { courierOf } from './courier.ts';
import { type DeskOptions, deskOf, queueDesk } from './lease.ts';
import { whoLands } from './signer.ts';

async function at(clone: Clone, options: DeskOptions): Promise<Result<LeaseList>> {
  const desk = deskOf(clone, options);
  return desk.ok ? listLeases(desk.value) : desk;
}

/** `keeps`: what is seen is remembered here, which is how a lease that nobody renews comes to its end. */
export const leasesSeen =
  (clone: Clone, keeps: boolean): SeenLeases =>
  () => {
    const isUsed = hasCoordRepo(clone.repo);
    if (clone.basis.remote === null && !isUsed) return Promise.resolve(ok({ leases: [], stale: null }));
    return keeps ? at(clone, { isLook: true }) : inScratch(clone.repo.ports, (scratch) => at(clone, { scratch }));
  };

export function landerOf(clone: Changing): Lander {
  const { remote } = clone.basis;
  const who = whoLands(clone.repo, clone.request);
  return {
    who,
    leases: leasesSeen(clone, !clone.request.dryRun),
    courier: courierOf(clone),
    ...(remote !== null && { desk: () => queueDesk(clone, remote, who) }),
  };
}

/** For whoever only asks; a clone that never leased anything stays so. */
export const asker = (clone: Clone) => ({ ...clone, leases: leasesSeen(clone, hasCoordRepo(clone.repo)) });
