/** `init --bare`: a bare repository, made where there is none yet, whose pre-receive hook judges every push. */
import { resolve } from 'node:path';
import { OPTION_NOT_APPLICABLE } from '../../crq/errors.ts';
import { fail, ok, type Result, unwrap } from '../../domain/result.ts';
import { planInstall } from '../../enforce/hooks/install.ts';
import { SERVER_HOOKS } from '../../enforce/hooks/names.ts';
import { parseConfig } from '../../git/config.ts';
import { NO_REPOSITORY } from '../../git/errors.ts';
import { currentBranch, openRepo, type Repo } from '../../git/repo.ts';
import { gitFailed, runGit } from '../../git/run.ts';
import type { Outcome } from '../../plan/operate.ts';
import type { Plan, Step } from '../../plan/step.ts';
import type { Ports } from '../../sys/ports.ts';
import { PLACE_TAKEN } from '../errors.ts';
import { changeHooks } from '../hooks.ts';
import { installation } from '../package-root.ts';
import type { Wired } from '../wire.ts';
import type { Initialised } from './plan.ts';

/** Is there nothing at this place, or an empty directory? */
const isFree = ({ files }: Ports, dir: string): boolean => {
  const stat = files.stat(dir);
  return stat === null || (stat.kind === 'directory' && files.list(dir).length === 0);
};

/** Fails PLACE_TAKEN, OPTION_NOT_APPLICABLE. */
async function mustBeBare(ports: Ports, dir: string): Promise<Result<void>> {
  const taken = fail(PLACE_TAKEN, `${dir} is no repository, and not empty`, ['gitcrq init --bare NAME.git']);
  if (ports.files.stat(`${dir}/.`)?.kind !== 'directory') return taken;
  const repo = await openRepo(ports, dir);
  if (!repo.ok) return repo.error.code === NO_REPOSITORY.code ? taken : repo;
  repo.value.close();
  return repo.value.bare
    ? ok(undefined)
    : fail(OPTION_NOT_APPLICABLE, `${dir} belongs to a repository with a checkout`, [
        'gitcrq init --bare NAME.git',
        'gitcrq hooks install --server',
      ]);
}

/** `main`, unless the user's configuration names another first branch. */
async function create(ports: Ports, dir: string): Promise<Result<void>> {
  const named = await runGit(ports, dir, ['config', '--get', 'init.defaultBranch'], { cwd: '/' });
  if (!named.ok) return named;
  const branch = named.value.code === 0 ? [] : ['--initial-branch=main'];
  const run = await runGit(ports, dir, ['init', '--quiet', '--bare', ...branch, '--', dir], { cwd: '/' });
  if (!run.ok) return run;
  return run.value.code === 0 ? ok(undefined) : gitFailed(`creating ${dir}`, run.value);
}

/** A landing is one atomic push, which a server may have been told not to offer. */
async function planAtomic(repo: Repo): Promise<Result<readonly Step[]>> {
  const list = await repo.output('git config', ['config', '--local', '--list', '-z']);
  if (!list.ok) return list;
  const key = 'receive.advertiseAtomic';
  const effective = await repo.git(['config', '--type=bool', '--get', key]);
  if (!effective.ok) return effective;
  if (effective.value.stdout.toString('utf8').trim() !== 'false') return ok([]);
  const from = parseConfig(list.value).get(key.toLowerCase()) ?? null;
  return ok([{ kind: 'git-config', changes: [{ key, from, to: 'true' }] }]);
}

async function planServer(repo: Repo, ports: Ports, found: string): Promise<Result<Plan>> {
  const hook = await planInstall(repo, installation(ports.files), SERVER_HOOKS);
  if (!hook.ok) return hook;
  const atomic = await planAtomic(repo);
  if (!atomic.ok) return atomic;
  const hooks = hook.value.steps.flatMap((step) => (step.kind === 'files' ? step.files.map(({ path }) => path) : []));
  const answer: Initialised = {
    base: currentBranch(repo) ?? 'main',
    remote: null,
    adoption: null,
    hooks,
    found: [
      found,
      hooks.length === 0 ? 'the pre-receive hook is in place' : 'its pre-receive hook judges every push from now on',
      ...(atomic.value.length === 0 ? [] : ['receive.advertiseAtomic is on again: a landing is one atomic push']),
    ],
    hooked: true,
    next: [],
  };
  return ok({
    op: 'init',
    title: `Set up ${repo.gitDir} as a server`,
    steps: [...hook.value.steps, ...atomic.value],
    answer,
  });
}

/** What the creation and all after it would be. */
const foreseen = (dir: string): Outcome => {
  const answer: Initialised = {
    base: 'main',
    remote: null,
    adoption: null,
    hooks: [],
    found: [],
    hooked: true,
    next: [],
  };
  const lines = [
    { op: 'repository', summary: `create a bare repository in ${dir}`, path: dir },
    { op: 'files', summary: `create ${dir}/hooks/pre-receive`, path: `${dir}/hooks/pre-receive` },
  ];
  return { answer, lines, group: '', reported: () => {} };
};

interface ServerWords {
  readonly bare: boolean;
  /** Undefined: the current directory. */
  readonly path: string | undefined;
  readonly dryRun: boolean;
}

/** Throws the failure: for the command. */
export async function initServer(ports: Wired, { bare, path, dryRun }: ServerWords): Promise<Outcome> {
  if (!bare)
    unwrap(fail(OPTION_NOT_APPLICABLE, 'a path belongs to --bare', ['gitcrq init --bare PATH', 'gitcrq -C PATH init']));
  const dir = resolve(ports.cwd, path ?? '.');
  const free = isFree(ports, dir);
  if (free && dryRun) return foreseen(dir);
  unwrap(free ? await create(ports, dir) : await mustBeBare(ports, dir));
  const found = free ? `a new bare repository in ${dir}` : `the bare repository in ${dir}`;
  return changeHooks({ ...ports, cwd: dir }, 'init', dryRun, (repo) => planServer(repo, ports, found));
}
