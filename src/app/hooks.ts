/** Changes of this clone's hooks: journaled like every other, but without the policy, which may be what is broken. */
import { ok, type Result, unwrap } from '../domain/result.ts';
import { chainedStub } from '../enforce/hooks/chained.ts';
import { compilePolicy } from '../enforce/hooks/compile.ts';
import { planDriver, planNoDriver } from '../enforce/hooks/driver.ts';
import { type Installation, planInstall, planUninstall } from '../enforce/hooks/install.ts';
import { type AnyHook, HOOK_NAMES, SERVER_HOOKS } from '../enforce/hooks/names.ts';
import { hookPath } from '../enforce/hooks/place.ts';
import { isOurs } from '../enforce/hooks/stub.ts';
import { openRepo, type Repo } from '../git/repo.ts';
import { type Outcome, operate } from '../plan/operate.ts';
import type { Plan, Step } from '../plan/step.ts';
import { loadBasis } from '../store/basis.ts';
import type { Files } from '../sys/ports.ts';
import { uuidv7 } from '../sys/uuid.ts';
import { installation } from './package-root.ts';
import type { Wired } from './wire.ts';

/** A clone's hooks, or the one of a server that others push to. */
export const hookSet = (files: Files, server: boolean): { parts: Installation; names: readonly AnyHook[] } => ({
  parts: installation(files),
  names: server ? SERVER_HOOKS : HOOK_NAMES,
});

type HookSet = ReturnType<typeof hookSet>;

/** The hooks and, in a clone, the merge driver. */
export const planSet = (repo: Repo, { parts, names }: HookSet): Promise<Result<Plan>> =>
  withDriver(planInstall(repo, parts, names), names, () => planDriver(repo, parts));

export const planNoSet = (repo: Repo, { names }: HookSet): Promise<Result<Plan>> =>
  withDriver(planUninstall(repo, names), names, () => planNoDriver(repo));

async function withDriver(
  hooks: Promise<Result<Plan>>,
  names: readonly AnyHook[],
  plan: () => Promise<Result<readonly Step[]>>,
): Promise<Result<Plan>> {
  const [planned, driver] = [await hooks, names === SERVER_HOOKS ? ok([]) : await plan()];
  if (!planned.ok) return planned;
  if (!driver.ok) return driver;
  return ok({ ...planned.value, steps: [...planned.value.steps, ...driver.value] });
}

/** Is there a hook of ours that would read the compiled policy? */
const hasStub = (repo: Repo): boolean =>
  HOOK_NAMES.some((name) =>
    [hookPath(repo, name), chainedStub(repo, name)].some((path) => isOurs(repo.ports.files.readText(path) ?? '')),
  );

export async function changeHooks(
  ports: Wired,
  op: string,
  dryRun: boolean,
  plan: (repo: Repo) => Result<Plan> | Promise<Result<Plan>>,
): Promise<Outcome> {
  const repo = unwrap(await openRepo(ports, ports.cwd));
  try {
    const request = { key: { argv: ports.argv, gitDir: repo.gitDir }, group: uuidv7(ports), dryRun };
    const outcome = unwrap(await operate(repo, request, op, async () => plan(repo)));
    const basis = dryRun || repo.bare || !hasStub(repo) ? null : await loadBasis(repo);
    if (basis?.ok) await compilePolicy(repo, basis.value);
    return outcome;
  } finally {
    repo.close();
  }
}
