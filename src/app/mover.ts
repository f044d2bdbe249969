/** One transition of one request, as the commands named after it do it. */

import { type Edited, planMove } from '../crq/edit.ts';
import type { CrqId } from '../domain/brand.ts';
import { acceptsCommits, type Status } from '../domain/lifecycle.ts';
import { ok } from '../domain/result.ts';
import type { Outcome } from '../plan/operate.ts';
import { change } from './change.ts';
import { dropClaim } from './claim.ts';
import { inClone } from './clone.ts';
import type { Wired } from './wire.ts';

export interface MoveWords {
  readonly id: string;
  readonly to: Status;
  readonly verb: string;
  readonly reason: string | undefined;
  readonly on: string | undefined;
  readonly dryRun: boolean;
}

export async function move(ports: Wired, { id, to, verb, reason, on, dryRun }: MoveWords): Promise<Outcome> {
  const outcome = await change(ports, verb, { dryRun }, ({ repo, basis }) =>
    planMove(repo, basis, {
      id,
      to,
      verb,
      ...(reason === undefined ? {} : { reason }),
      ...(on === undefined ? {} : { on }),
    }),
  );
  if (!dryRun && !acceptsCommits(to)) await ended(ports, (outcome.answer as Edited).id); // planMove's own answer
  return outcome;
}

/** Nobody works on a request that takes no commits. */
const ended = (ports: Wired, id: CrqId): Promise<void> =>
  inClone(ports, async (clone) => {
    await dropClaim(clone, id);
    return ok(undefined);
  });

export type { Edited };
