/**
 * The hooks of submodules, which are repositories of their own. Only those that have a policy themselves: in all others a
 * hook would have nothing to judge, and cost time.
 */
import { ok, type Result } from '../../domain/result.ts';
import { openRepo, type Repo } from '../../git/repo.ts';
import { listSubmodules } from '../../git/submodules.ts';
import type { Plan } from '../../plan/step.ts';
import { loadBasis } from '../../store/basis.ts';
import type { HooksChanged } from './install.ts';
import type { HooksStatus } from './status.ts';

/** What `ask` answers for each submodule that has adopted gitcrq, by its directory; null for the others. */
async function inSubmodules<T>(
  repo: Repo,
  ask: (submodule: Repo) => Promise<Result<T>>,
): Promise<Result<ReadonlyMap<string, T | null>>> {
  const dirs = await listSubmodules(repo);
  if (!dirs.ok) return dirs;
  const answers = new Map<string, T | null>();
  for (const dir of dirs.value) {
    const opened = await openRepo(repo.ports, dir);
    if (!opened.ok) return opened;
    try {
      const basis = await loadBasis(opened.value);
      const answer = basis.ok && !basis.value.adopted ? ok(null) : await ask(opened.value);
      if (!answer.ok) return answer;
      answers.set(dir, answer.value);
    } finally {
      opened.value.close();
    }
  }
  return ok(answers);
}

/** The plan of the repository with those of its submodules, as one operation. */
export async function withSubmodules(repo: Repo, planOne: (one: Repo) => Promise<Result<Plan>>): Promise<Result<Plan>> {
  const own = await planOne(repo);
  if (!own.ok) return own;
  const inner = await inSubmodules(repo, planOne);
  if (!inner.ok) return inner;
  const plans = [own.value, ...[...inner.value.values()].filter((plan) => plan !== null)];
  const answers = plans.map((plan) => plan.answer as HooksChanged); // both planners of hooks promise it
  const passedOver = [...inner.value].filter(([, plan]) => plan === null).map(([dir]) => dir);
  const answer: HooksChanged = {
    directory: answers[0]?.directory ?? '',
    hooks: [...new Set(answers.flatMap(({ hooks }) => hooks))],
    kept: [...new Set(answers.flatMap(({ kept }) => kept))],
    edited: answers.flatMap(({ edited }) => edited),
    submodules: [...inner.value.keys()].filter((dir) => !passedOver.includes(dir)),
    passed_over: passedOver,
  };
  return ok({ ...own.value, steps: plans.flatMap(({ steps }) => steps), answer });
}

export async function statusWithSubmodules(
  repo: Repo,
  ask: (one: Repo) => Promise<Result<HooksStatus>>,
): Promise<Result<HooksStatus>> {
  const own = await ask(repo);
  if (!own.ok) return own;
  const inner = await inSubmodules(repo, ask);
  if (!inner.ok) return inner;
  return ok({ ...own.value, hooks: [own.value, ...inner.value.values()].flatMap((status) => status?.hooks ?? []) });
}
