/** The merge queue as a model: what each request is, and what keeps it from landing. */
import type { CrqId, Oid } from '../../src/domain/brand.ts';
import type { Strategy } from '../../src/domain/policy.ts';

export interface Rules {
  readonly approvals: 0 | 1;
  readonly window: 1 | 3;
  readonly strategy: Exclude<Strategy, 'ff'>;
  readonly tested: boolean;
  /** Landers wait for each other. */
  readonly turns: boolean;
}

/** A request with its one branch, as the model has it. */
export interface Card {
  readonly id: CrqId;
  readonly branch: string;
  /** Tip on the remote; null: there is no such branch. */
  head: Oid | null;
  /** `away`: on the base, without a branch that could land; `merged`: somebody brought it there; `reverted`: not yet noticed. */
  state: 'active' | 'landed' | 'merged' | 'reverted';
  /** As its branch has it; while there is none, nothing. */
  closed: boolean;
  /** How often the branch opened it again. */
  reopened: number;
  /** As the base has it; null: it has no record. */
  onBase: 'open' | 'closed' | null;
  /** Counts what an approval speaks of. */
  revision: number;
  approved: number | null;
  dropped: Oid | null;
  bad: boolean;
  /** The state of `shared` that it began on. */
  fork: number;
  /** The state of `shared` that the branch changed; null: it did not. */
  shares: number | null;
  /** Which of its tips came to the base, and by which landing. */
  landings: { readonly head: Oid; readonly landing: Oid }[];
  /** Closings on the base so far. */
  closings: number;
}

export interface Model {
  readonly rules: Rules;
  readonly cards: readonly Card[];
  paused: boolean;
  /** Counts the states of `shared` on the base. */
  shared: number;
}

export const newModel = (rules: Rules): Model => ({
  rules,
  cards: [2, 3, 4, 5, 6, 7].map((n) => ({
    id: `CRQ-${n}` as CrqId,
    branch: `feature/CRQ-${n}-work`,
    head: null,
    state: 'active',
    closed: false,
    reopened: 0,
    onBase: null,
    revision: 0,
    approved: null,
    dropped: null,
    bad: false,
    fork: 0,
    shares: null,
    landings: [],
    closings: 0,
  })),
  paused: false,
  shared: 0,
});

export const conflicts = ({ shared }: Model, { shares }: Card): boolean => shares !== null && shares !== shared;

/** Why the queue must not land it now; null: it must. */
export function obstacle(model: Model, card: Card): string | null {
  if (card.state !== 'active' || card.head === null) return `${card.state}, no branch`;
  if (!card.closed) return 'open';
  if (model.paused) return 'paused';
  if (card.dropped === card.head) return 'dropped';
  if (model.rules.approvals > 0 && card.approved !== card.revision) return 'not approved';
  if (model.rules.tested && card.bad) return 'bad';
  return conflicts(model, card) ? 'conflicts' : null;
}
