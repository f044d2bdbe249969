/** `merge pause`, `resume`, `drop`, `retry` and `undo`: one change each, signed by whoever lands here. */
import { askedId } from '../crq/find.ts';
import type { CrqId } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { planDrop, planPause, planRetry, type Telling } from '../merge/direct.ts';
import { planTakeBack, TAKE_BACK, type TakenBack } from '../merge/take-back.ts';
import { tellTakenBack } from '../merge/tell.ts';
import { type Outcome, operate } from '../plan/operate.ts';
import type { Plan } from '../plan/step.ts';
import { type Changing, inChange } from './change.ts';
import { courierOf } from './courier.ts';
import { whoLands } from './signer.ts';
import type { Wired } from './wire.ts';

export interface DirectWords {
  readonly reason: string | undefined;
  readonly dryRun: boolean;
}

const told = (
  ports: Wired,
  op: string,
  dryRun: boolean,
  plan: (telling: Telling & Changing) => Promise<Result<Plan>>,
): Promise<Outcome> =>
  inChange(ports, { dryRun }, (clone) =>
    operate(clone.repo, clone.request, op, () => plan({ ...clone, who: whoLands(clone.repo, clone.request) })),
  );

/** `into`: the target whose queue is meant; the default base without it. */
export const pause = (
  ports: Wired,
  event: 'paused' | 'resumed',
  { into, reason, dryRun }: DirectWords & { readonly into: string | undefined },
): Promise<Outcome> =>
  told(ports, event === 'paused' ? 'merge pause' : 'merge resume', dryRun, (telling) =>
    planPause(telling, event, { into, reason }),
  );

export const drop = (ports: Wired, text: string, { reason, dryRun }: DirectWords): Promise<Outcome> =>
  told(ports, 'merge drop', dryRun, (telling) => planDrop(telling, text, reason));

/** One that is about a request. */
const toldOf = (
  ports: Wired,
  op: string,
  dryRun: boolean,
  text: string,
  plan: (telling: Telling & Changing, id: CrqId) => Promise<Result<Plan>>,
): Promise<Outcome> =>
  told(ports, op, dryRun, async (telling) => {
    const id = askedId(telling.basis, text);
    return id.ok ? plan(telling, id.value) : id;
  });

export const retry = (ports: Wired, text: string, { reason, dryRun }: DirectWords): Promise<Outcome> =>
  toldOf(ports, 'merge retry', dryRun, text, (telling, id) => planRetry(telling, id, reason));

export const takeBack = (ports: Wired, text: string, dryRun: boolean): Promise<Outcome> =>
  toldOf(ports, TAKE_BACK, dryRun, text, async (telling, id) => {
    const plan = await planTakeBack(telling, id);
    if (!plan.ok) return plan;
    const { steps, answer } = plan.value;
    // The planner's own answer.
    const told = await tellTakenBack(telling.repo, telling.basis, courierOf(telling), answer as TakenBack);
    return ok({ ...plan.value, steps: [...steps, ...told] });
  });
