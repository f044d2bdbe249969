/**
 * Where landings were pushed, the local bases follow once, at the end of the pass, and not landing by landing: looking at
 * the checkouts and moving them was half of what a landing without a test costs. It is courtesy; nothing fails by it.
 */
import { ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { perform, type Request } from '../plan/operate.ts';
import type { Plan, Step } from '../plan/step.ts';
import { follow } from './landing-steps.ts';
import type { Progress } from './progress.ts';
import { headOf } from './reading.ts';

/** The name of the operation, in the journal. */
export const CATCH_UP = 'catch up';

async function planCatchUp(repo: Repo, { reading, landed }: Progress): Promise<Result<Plan | null>> {
  const targets = new Set(landed.map(({ target }) => target));
  const steps: Step[] = [];
  for (const target of targets) {
    const head = headOf(reading, target);
    const step = head === null ? ok([]) : await follow(repo, branchRef(target), head);
    if (!step.ok) return step;
    steps.push(...step.value);
  }
  const names = [...targets].join(', ');
  return ok(steps.length === 0 ? null : { op: CATCH_UP, title: `Catch up with ${names}`, steps, answer: null });
}

/** Moves the local bases of what landed to where their remote is, as far as their checkouts allow it. */
export async function catchUp(repo: Repo, request: Request, progress: Progress): Promise<void> {
  if (progress.landed.length === 0 || progress.reading.basis.remote === null) return;
  const done = await perform(repo, request, () => planCatchUp(repo, progress));
  if (!done.ok) repo.ports.out.note(`the local branches stay behind: ${done.error.message}`);
  if (!done.ok || done.value === null) return;
  progress.lines.push(...(done.value.lines ?? []));
  progress.outcomes.push(done.value);
}
