/** `init`: adopts gitcrq where the base has no policy yet, then sets up this clone. Doing it again changes nothing. */
import { ok, type Result } from '../../domain/result.ts';
import { HOOKS_PATH_SET } from '../../enforce/errors.ts';
import { type Installation, planInstall } from '../../enforce/hooks/install.ts';
import type { Repo } from '../../git/repo.ts';
import type { Plan, Step } from '../../plan/step.ts';
import type { Basis } from '../../store/basis.ts';
import { type Adoption, planAdoption } from './adoption.ts';
import { planRefspecs } from './clone.ts';

export interface InitWords {
  readonly here: boolean;
  readonly prefix: string;
}

export interface Initialised {
  readonly base: string;
  readonly remote: string | null;
  /** null where the base has a policy already. */
  readonly adoption: Omit<Adoption, 'steps'> | null;
  /** Paths of the hooks that were written. */
  readonly hooks: readonly string[];
  /** What init looked for and found, one sentence each. */
  readonly found: readonly string[];
}

const findings = (basis: Basis): readonly string[] => [
  `base: ${basis.base}${basis.remote === null ? ', no remote' : ` on ${basis.remote}`}`,
  basis.adopted ? `${basis.base} has a gitcrq.yaml; only this clone is set up` : `${basis.base} has no gitcrq.yaml yet`,
];

/** Paths of the files that the steps write. */
const written = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) =>
    step.kind === 'files' ? step.files.filter((file) => file.to !== null).map((file) => file.path) : [],
  );

/** Another hook manager keeps its place: what to put into it is said, and the rest of the set-up goes on. */
async function planHooks(
  repo: Repo,
  installation: Installation,
): Promise<Result<{ steps: readonly Step[]; found: readonly string[] }>> {
  if (repo.bare) return ok({ steps: [], found: ['a bare repository: no hooks of a clone'] });
  const planned = await planInstall(repo, installation);
  if (planned.ok) return ok({ steps: planned.value.steps, found: [] });
  if (planned.error.code !== HOOKS_PATH_SET.code) return planned;
  return ok({ steps: [], found: [planned.error.message, ...planned.error.next] });
}

export async function planInit(
  repo: Repo,
  basis: Basis,
  words: InitWords,
  installation: Installation,
): Promise<Result<Plan>> {
  const adoption = basis.adopted ? ok(null) : await planAdoption(repo, basis, words);
  if (!adoption.ok) return adoption;
  const refspecs = await planRefspecs(repo, basis.remote);
  if (!refspecs.ok) return refspecs;
  const hooks = await planHooks(repo, installation);
  if (!hooks.ok) return hooks;
  const made =
    adoption.value === null
      ? null
      : { id: adoption.value.id, branch: adoption.value.branch, oid: adoption.value.oid, files: adoption.value.files };
  const answer: Initialised = {
    base: basis.base,
    remote: basis.remote,
    adoption: made,
    hooks: written(hooks.value.steps),
    found: [...findings(basis), ...hooks.value.found],
  };
  const steps = [...(adoption.value?.steps ?? []), ...refspecs.value, ...hooks.value.steps];
  return ok({
    op: 'init',
    title: made === null ? 'Set up this clone' : `Adopt gitcrq on ${made.branch}`,
    steps,
    answer,
  });
}
