/** One transition of one request, as the commands named after it do it. */

import { type Edited, planMove } from '../crq/edit.ts';
import { acceptsCommits, type Status } from '../domain/lifecycle.ts';
import { ok } from '../domain/result.ts';
import type { Outcome } from '../plan/operate.ts';
import { change } from './change.ts';
import { dropClaim } from './claim.ts';
import { inClone } from './clone.ts';
import type { Wired } from './wire.ts';

export interface MoveWords {
  readonly id: string;
  /** Null: the state of a new request. */
  readonly to: Status | null;
  readonly verb: string;
  readonly reason: string | undefined;
  readonly on: string | undefined;
  readonly dryRun: boolean;
}

export async function move(ports: Wired, { id, to, verb, reason, on, dryRun }: MoveWords): Promise<Outcome> {
  const outcome = await change(ports, verb, { dryRun }, ({ repo, basis }) =>
    planMove(repo, basis, {
      id,
      to: to ?? basis.policy.crq.workflow.new,
      verb,
      ...(reason === undefined ? {} : { reason }),
      ...(on === undefined ? {} : { on }),
    }),
  );
  if (!dryRun) await unclaim(ports, outcome.answer as Edited); // planMove's own answer
  return outcome;
}

/** Nobody works on a request that takes no commits. */
const unclaim = (ports: Wired, { id, status }: Edited): Promise<void> =>
  inClone(ports, async (clone) => {
    if (!acceptsCommits(clone.basis.policy.crq.workflow, status)) await dropClaim(clone, id);
    return ok(undefined);
  });

export type { Edited };
