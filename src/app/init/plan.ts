/** `init`: adopts gitcrq where the base has no policy yet, then sets up this clone. Doing it again changes nothing. */
import { OPTION_NOT_APPLICABLE } from '../../crq/errors.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { HOOKS_PATH_SET } from '../../enforce/errors.ts';
import { planDriver } from '../../enforce/hooks/driver.ts';
import { editedFiles, type Installation, planInstall } from '../../enforce/hooks/install.ts';
import type { Repo } from '../../git/repo.ts';
import type { Plan, Step } from '../../plan/step.ts';
import { type Basis, POLICY_FILE } from '../../store/basis.ts';
import { ADOPT_BRANCH, type Adoption, planAdoption } from './adoption.ts';
import { agentsSteps } from './agents-md.ts';
import { planRefspecs } from './clone.ts';

export interface InitWords {
  readonly here: boolean;
  /** null: CRQ, or whatever the policy says. */
  readonly prefix: string | null;
  /** Write the section for agents into AGENTS.md. */
  readonly agents?: boolean;
}

export interface Initialised {
  readonly base: string;
  readonly remote: string | null;
  /** null where the base has a policy already. */
  readonly adoption: Omit<Adoption, 'steps' | 'found'> | null;
  /** Paths of the hooks that were written. */
  readonly hooks: readonly string[];
  /** What init looked for and found, one sentence each. */
  readonly found: readonly string[];
  /** False where another hook manager or a bare repository leaves no place for ours. */
  readonly hooked: boolean;
  /** Commands that end the set-up; empty if nothing is left to do. */
  readonly next: readonly string[];
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
): Promise<Result<Pick<Initialised, 'found' | 'hooked' | 'next'> & { steps: readonly Step[] }>> {
  if (repo.bare) return ok({ steps: [], found: ['a bare repository: no hooks of a clone'], hooked: false, next: [] });
  const [planned, driver] = [await planInstall(repo, installation), await planDriver(repo, installation)];
  if (!driver.ok) return driver;
  if (planned.ok) {
    const { steps } = planned.value;
    const edited = editedFiles(
      repo,
      steps.flatMap((step) => (step.kind === 'files' ? step.files : [])),
    );
    const found = edited.map((path) => `changed, and to be committed if git tracks it: ${path}`);
    return ok({ steps: [...steps, ...driver.value], found, hooked: true, next: [] });
  }
  if (planned.error.code !== HOOKS_PATH_SET.code) return planned;
  return ok({ steps: driver.value, found: [planned.error.message], hooked: false, next: planned.error.next });
}

export async function planInit(
  repo: Repo,
  basis: Basis,
  words: InitWords,
  installation: Installation,
): Promise<Result<Plan>> {
  const other = basis.adopted && words.prefix !== null && !basis.policy.crq.prefixes.includes(words.prefix);
  if (other)
    return fail(OPTION_NOT_APPLICABLE, `${basis.base} has a policy with other prefixes`, [
      'gitcrq config get crq.prefixes',
      'gitcrq init',
    ]);
  const waiting =
    !basis.adopted && !words.here && (await repo.reader.info(`refs/heads/${ADOPT_BRANCH}:${POLICY_FILE}`)) !== null;
  const adoption = basis.adopted || waiting ? ok(null) : await planAdoption(repo, basis, words);
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
    found: [
      ...findings(basis),
      ...(adoption.value?.found ?? []),
      ...(waiting ? [`${ADOPT_BRANCH} waits to be merged into ${basis.base}`] : []),
      ...hooks.value.found,
    ],
    hooked: hooks.value.hooked,
    next: [
      ...hooks.value.next,
      ...(made?.branch === ADOPT_BRANCH ? [`git switch ${basis.base} && git merge ${ADOPT_BRANCH}`] : []),
      ...(repo.bare ? [] : ['gitcrq start "Add login"']),
    ],
  };
  const agents = words.agents === true && made === null ? agentsSteps(repo) : [];
  const steps = [...agents, ...(adoption.value?.steps ?? []), ...refspecs.value, ...hooks.value.steps];
  return ok({
    op: 'init',
    title: made === null ? 'Set up this clone' : `Adopt gitcrq on ${made.branch}`,
    steps,
    answer,
  });
}
