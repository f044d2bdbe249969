/**
 * Brings the records of a base to what has happened to it without the queue: one commit closes what was merged by other
 * means, one opens each request whose landing was reverted. Each names its cause, so nobody does it twice; and who pushes
 * second finds the target moved, and reads again.
 */
import { type Reverted, revertedLandings } from '../crq/landed/reverted.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { writeCommit } from '../git/commit.ts';
import { REMOTE_REFUSED } from '../git/errors.ts';
import { branchRef, type RefChange } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { changedTree } from '../git/tree.ts';
import { type Outcome, perform, type Request } from '../plan/operate.ts';
import type { Plan, Step } from '../plan/step.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { setField } from '../store/crq-edit.ts';
import { closingCommit } from './closing-commit.ts';
import { pauseOf } from './directives.ts';
import { type Foreign, foreignMerges } from './foreign.ts';
import type { Held } from './landing.ts';
import { follow, localMoves } from './landing-steps.ts';
import { headsOf, type Reading } from './reading.ts';
import { targetBasis } from './target.ts';
import { directivesOf, eventsOf, type Queue } from './waiting.ts';

/** What a pass noticed, and the commit on the target that says so. */
export interface Noticed {
  readonly crq: CrqId;
  readonly branch: string;
  readonly target: string;
  readonly cause: 'landed' | 'reverted';
  /** The tip that came to the target, or the landing that was reverted. */
  readonly of: Oid;
  readonly oid: Oid;
}

interface Found {
  readonly basis: Basis;
  readonly tip: Oid;
  readonly closings: readonly Foreign[];
  readonly reverted: readonly Reverted[];
}

export const RECONCILE = 'merge reconcile';

/** What is to be said on one target; null for nothing, and while its queue is paused. */
async function foundOn(
  repo: Repo,
  reading: Reading,
  queue: Queue,
  closings: readonly Foreign[],
  [target, tip]: readonly [string, Oid],
): Promise<Result<Found | null>> {
  if (pauseOf(await directivesOf(repo, reading, queue.logs, target)) !== null) return ok(null);
  const basis = await targetBasis(repo, reading.basis, target, tip);
  if (!basis.ok) return basis;
  const reverted = await revertedLandings(repo, basis.value, tip, await eventsOf(repo, reading, queue.logs, target));
  if (!reverted.ok) return reverted;
  const own = closings.filter((one) => one.basis.base === target);
  return ok(
    own.length + reverted.value.length === 0
      ? null
      : { basis: basis.value, tip, closings: own, reverted: reverted.value },
  );
}

async function onTop(
  repo: Repo,
  parent: Oid,
  files: ReadonlyMap<string, string>,
  message: string,
): Promise<Result<Oid>> {
  const before = (await repo.reader.info(`${parent}^{tree}`))?.oid ?? null;
  const changes = [...files].map(
    ([path, text]) => [path, { mode: '100644', oid: repo.writer.write('blob', text) }] as const,
  );
  return writeCommit(repo, { tree: await changedTree(repo, before, new Map(changes)), parents: [parent], message });
}

/** The commits, one on top of the other. */
async function commits(
  repo: Repo,
  { basis, tip, closings, reverted }: Found,
): Promise<Result<{ tip: Oid; noticed: readonly Noticed[] }>> {
  const { workflow } = basis.policy.crq;
  const target = basis.base;
  const noticed: Noticed[] = [];
  let at = tip;
  if (closings.length > 0) {
    const { files, message } = closingCommit(closings, workflow.closed);
    const made = await onTop(repo, at, files, message);
    if (!made.ok) return made;
    at = made.value;
    for (const { stored, branch, tip: of } of closings)
      noticed.push({ crq: stored.crq.id, branch, target, cause: 'landed', of, oid: at });
  }
  for (const { crq, branch, landing, record, trailers } of reverted) {
    const text = setField(record.text, 'status', workflow.new);
    if (typeof text !== 'string') continue;
    const message = `Reopen ${crq}: its landing was reverted\n\n${trailers.join('\n')}\n`;
    const made = await onTop(repo, at, new Map([[record.path, text]]), message);
    if (!made.ok) return made;
    at = made.value;
    noticed.push({ crq, branch, target, cause: 'reverted', of: landing, oid: at });
  }
  return ok({ tip: at, noticed });
}

async function stepsOf(
  repo: Repo,
  { base, remote }: Basis,
  change: RefChange & { readonly to: Oid },
): Promise<Result<readonly Step[]>> {
  if (remote !== null) {
    const local = await follow(repo, change.ref, change.to);
    return local.ok ? ok([{ kind: 'push', remote, changes: [change] }, ...local.value]) : local;
  }
  const moves = await localMoves(repo, [change], `say what happened to ${base}`);
  if (!moves.ok || 'steps' in moves.value) return moves.ok && 'steps' in moves.value ? ok(moves.value.steps) : ok([]);
  repo.ports.out.note(`${moves.value.dirty.join(', ')} has changes in the way, so what was merged there stays open`);
  return ok([]);
}

/** null where every record says what is. The answer is what was noticed. */
async function planReconcile(
  repo: Repo,
  reading: Reading,
  queue: Queue,
  done: ReadonlySet<string>,
): Promise<Result<(Plan & Pick<Reconciled, 'move'> & { readonly answer: readonly Noticed[] }) | null>> {
  const closings = await foreignMerges(repo, reading, queue);
  if (!closings.ok) return closings;
  for (const head of headsOf(reading)) {
    const [target] = head;
    if (!isBaseBranch(reading.basis, target) || done.has(branchRef(target))) continue;
    const found = await foundOn(repo, reading, queue, closings.value, head);
    if (!found.ok) return found;
    if (found.value === null) continue;
    const made = await commits(repo, found.value);
    if (!made.ok) return made;
    const move = { ref: branchRef(target), from: found.value.tip, to: made.value.tip };
    const steps = await stepsOf(repo, found.value.basis, move);
    if (!steps.ok) return steps;
    if (steps.value.length === 0) continue;
    const title = `Note what happened to ${target}: ${made.value.noticed.map(({ crq }) => crq).join(', ')}`;
    return ok({ op: RECONCILE, title, steps: steps.value, answer: made.value.noticed, fleeting: true, move });
  }
  return ok(null);
}

/** What a reconciliation did, or why the remote would not have it. */
export interface Reconciled {
  readonly outcome: Outcome | { readonly refused: string };
  readonly noticed: readonly Noticed[];
  readonly move: RefChange & { readonly to: Oid };
}

/** What the remote would not have, request by request. */
export const keptAsTheyAre = (noticed: readonly Noticed[], refused: string): readonly Held[] =>
  noticed.map(({ crq, branch, cause }) => {
    const state = cause === 'landed' ? 'open (landed)' : 'closed, though its landing was reverted';
    return { crq, branch, requirements: [{ name: 'remote', state: 'missing', why: `it stays ${state}: ${refused}` }] };
  });

/**
 * Reconciles one target whose ref is not among `done`. `read` reads again after a lost race. A target that nobody may push to
 * keeps its records as they are: people see what has landed there as `open (landed)`.
 */
export async function reconcileOne(
  repo: Repo,
  request: Request,
  first: { readonly reading: Reading; readonly queue: Queue },
  done: ReadonlySet<string>,
  read: () => Promise<Result<{ readonly reading: Reading; readonly queue: Queue }>>,
): Promise<Result<Reconciled | null>> {
  let attempt = 0;
  let planned: Omit<Reconciled, 'outcome'> | null = null;
  const outcome = await perform(repo, request, async () => {
    const now = attempt++ === 0 ? ok(first) : await read();
    if (!now.ok) return now;
    const plan = await planReconcile(repo, now.value.reading, now.value.queue, done);
    planned = plan.ok && plan.value !== null ? { noticed: plan.value.answer, move: plan.value.move } : null;
    if (!plan.ok || plan.value === null) return plan.ok ? ok(null) : plan;
    const { move: _, ...rest } = plan.value;
    return ok(rest);
  });
  const last = planned as Omit<Reconciled, 'outcome'> | null; // set inside the planner, which TypeScript cannot see
  if (!outcome.ok) {
    if (outcome.error.code !== REMOTE_REFUSED.code || last === null) return outcome;
    return ok({ outcome: { refused: outcome.error.message }, ...last });
  }
  if (outcome.value === null || last === null) return ok(null);
  // The planner's own answer.
  return ok({ ...last, outcome: outcome.value, noticed: outcome.value.answer as readonly Noticed[] });
}
