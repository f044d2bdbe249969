/** One transition of one request, as the commands named after it do it. */

import { type Edited, planMove } from '../crq/edit.ts';
import type { Status } from '../domain/lifecycle.ts';
import type { Outcome } from '../plan/operate.ts';
import { change } from './change.ts';
import type { Wired } from './wire.ts';

export interface MoveWords {
  readonly id: string;
  readonly to: Status;
  readonly verb: string;
  readonly reason: string | undefined;
  readonly on: string | undefined;
  readonly dryRun: boolean;
}

export const move = (ports: Wired, { id, to, verb, reason, on, dryRun }: MoveWords): Promise<Outcome> =>
  change(ports, verb, { dryRun }, ({ repo, basis }) =>
    planMove(repo, basis, {
      id,
      to,
      verb,
      ...(reason === undefined ? {} : { reason }),
      ...(on === undefined ? {} : { on }),
    }),
  );

export type { Edited };
