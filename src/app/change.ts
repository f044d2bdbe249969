/** What every changing command does around its planner: the scratch place of a dry run, the journal, the answer. */
import { fail, ok, type Result, unwrap } from '../domain/result.ts';

import { compiledPath, compilePolicy } from '../enforce/hooks/compile.ts';
import { type OpenOptions, openRepo, type Repo } from '../git/repo.ts';

import { type Outcome, operate, type Request } from '../plan/operate.ts';
import type { Plan } from '../plan/step.ts';
import { loadBasis } from '../store/basis.ts';
import { POLICY_MISSING } from '../store/errors.ts';
import { inScratch } from '../sys/scratch.ts';
import { uuidv7 } from '../sys/uuid.ts';
import type { Clone } from './clone.ts';
import type { Wired } from './wire.ts';

export interface Changing extends Clone {
  readonly request: Request;
}

export interface ChangeOptions {
  readonly dryRun: boolean;
  /** False for the command that adopts gitcrq, and for those that mend a clone. */
  readonly adopted?: boolean;
}

/** Opens the clone for a change; objects of a dry run go to a directory that is removed again. */
export async function inChange<T>(
  ports: Wired,
  options: ChangeOptions,
  use: (clone: Changing) => Promise<Result<T>>,
): Promise<T> {
  const opened = async (open: OpenOptions): Promise<T> => {
    const repo = unwrap(await openRepo(ports, ports.cwd, open));
    try {
      const basis = unwrap(await loadBasis(repo));
      if (!basis.adopted && options.adopted !== false) {
        unwrap(fail(POLICY_MISSING, `${basis.base} has no gitcrq.yaml`, ['gitcrq init']));
      }
      const request = { key: { argv: ports.argv, gitDir: repo.gitDir }, group: uuidv7(ports), dryRun: options.dryRun };
      return unwrap(await use({ repo, basis, request }));
    } finally {
      repo.close();
    }
  };
  return options.dryRun ? inScratch(ports, (scratch) => opened({ scratch })) : opened({});
}

/** A change that is one operation. */
export const change = (
  ports: Wired,
  op: string,
  options: ChangeOptions,
  plan: (clone: Clone) => Promise<Result<Plan>>,
): Promise<Outcome> =>
  inChange(ports, options, async (clone) => {
    const done = await operate(clone.repo, clone.request, op, () => plan(clone));
    if (!done.ok) return done;
    if (!options.dryRun) await keepCompiled(clone.repo);
    return ok(done.value);
  });

/** What the stubs decide from is made again where a change made it old, so that the next commit need not wait for it. */
async function keepCompiled(repo: Repo): Promise<void> {
  if (repo.ports.files.stat(compiledPath(repo)) === null) return;
  const basis = await loadBasis(repo);
  if (basis.ok) await compilePolicy(repo, basis.value);
}
