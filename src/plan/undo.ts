/**
 * Taking an operation back, decided as a plan of its own: what only this clone saw is restored where it is still as the
 * operation left it; a branch that others may have seen gets a new commit, never a rewind.
 */
import { branchOfRef } from '../domain/branch-name.ts';
import type { Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { NOTHING_TO_UNDO, OPERATION_AMBIGUOUS, OPERATION_NOT_FOUND } from './errors.ts';
import { listOperations, type Operation } from './journal.ts';
import { inverse } from './kinds/refs.ts';
import { kindOf } from './kinds.ts';
import type { PushStep, Step } from './step.ts';

/** A branch that was pushed: from the value before the operations to the value after them. */
export interface PublishedChange {
  readonly ref: string;
  readonly remote: string;
  readonly from: Oid | null;
  readonly to: Oid;
}

/** Makes the steps of a new commit that takes a published change back. */
export type Forward = (change: PublishedChange) => Promise<Result<readonly Step[]>>;

export const UNDO = 'undo';

/** What an operation named `undo` answers. */
export interface Undone {
  /** Ids of the operations that were taken back. */
  readonly undone: readonly string[];
  readonly titles: readonly string[];
}

/** Ids of all operations that were taken back, as the undoing operations tell: one write makes it so, not two. */
export function takenBack(all: readonly Operation[]): ReadonlySet<string> {
  const undos = all.filter((operation) => operation.plan.op === UNDO && operation.end === 'done');
  return new Set(undos.flatMap((operation) => (operation.plan.answer as Undone).undone)); // this room's own answer
}

/** The operations of the last command that has any left to take back, or of the one named; oldest first. */
export function undoable(repo: Repo, id: string | null): Result<readonly Operation[]> {
  const all = listOperations(repo);
  const back = takenBack(all);
  const done = all.filter(
    (operation) => operation.end === 'done' && operation.plan.steps.length > 0 && operation.plan.op !== UNDO,
  );
  const named =
    id === null ? done : done.filter((operation) => operation.id.startsWith(id) || operation.group.startsWith(id));
  if (named.length === 0 && id !== null)
    return fail(OPERATION_NOT_FOUND, `no operation ${id} in this clone's journal`, ['gitcrq undo --list']);
  const groups = new Set(named.map((operation) => operation.group));
  if (id !== null && groups.size > 1)
    return fail(OPERATION_AMBIGUOUS, `${id} begins the ids of ${groups.size} commands`, ['gitcrq undo --list']);
  const open = named.filter((operation) => !back.has(operation.id));
  const last = open.at(-1);
  if (last === undefined) return fail(NOTHING_TO_UNDO, 'nothing is left to take back', ['gitcrq undo --list']);
  return ok(open.filter((operation) => operation.group === last.group));
}

const headsIn = ({ changes }: PushStep): PushStep['changes'] => changes.filter(({ ref }) => branchOfRef(ref) !== null);

/**
 * A push that only took branches away or gave them other names. Each commit it published stays where it was, so it is
 * taken back as it was made, under a lease, and nobody's work is rewound.
 */
const isTidying = (step: PushStep): boolean => {
  const heads = headsIn(step);
  return (
    heads.some(({ to }) => to === null) &&
    heads.every(
      ({ from, to }) => to === null || (from === null && heads.some((gone) => gone.to === null && gone.from === to)),
    )
  );
};

/** Branches that the steps pushed, with what they were before the steps. */
export function publishedChanges(steps: readonly Step[]): readonly PublishedChange[] {
  const found = new Map<string, PublishedChange>();
  const before = (ref: string): Oid | null | undefined =>
    steps.flatMap((step) => (step.kind === 'refs' ? step.changes : [])).find((change) => change.ref === ref)?.from;
  for (const step of steps) {
    if (step.kind !== 'push' || isTidying(step)) continue;
    for (const { ref, from, to } of step.changes) {
      if (branchOfRef(ref) === null || to === null) continue;
      found.set(ref, { ref, remote: step.remote, from: found.get(ref)?.from ?? before(ref) ?? from, to });
    }
  }
  return [...found.values()];
}

/** The steps that take `steps` back, latest first. */
export async function undoSteps(steps: readonly Step[], forward: Forward): Promise<Result<readonly Step[]>> {
  const published = publishedChanges(steps);
  const isPublished = (ref: string): boolean => published.some((change) => change.ref === ref);
  const made: Step[] = [];
  for (const step of steps.toReversed()) {
    if ((step.kind === 'follow' || step.kind === 'checkout') && isPublished(step.ref)) continue;
    if (step.kind === 'push' && isTidying(step)) {
      made.push({ ...step, changes: inverse(headsIn(step)) });
      continue;
    }
    const local =
      step.kind === 'refs' ? { ...step, changes: step.changes.filter((change) => !isPublished(change.ref)) } : step;
    const undo = kindOf(local).undo(local);
    if (undo.how === 'step') made.push(undo.step);
  }
  for (const change of published) {
    const steps = await forward(change);
    if (!steps.ok) return steps;
    made.push(...steps.value);
  }
  return ok(orderBranches(made));
}

/**
 * A branch must be there before a checkout goes to it, and git refuses to delete the one a checkout is on: so branches are
 * made first, then checkouts leave, then the rest.
 */
function orderBranches(steps: readonly Step[]): readonly Step[] {
  const rank = (step: Step): number => {
    if (step.kind === 'refs' && step.changes.every(({ from }) => from === null)) return 0;
    return step.kind === 'switch' || step.kind === 'worktree' ? 1 : 2;
  };
  return steps.toSorted((a, b) => rank(a) - rank(b));
}
