/** Use cases of records on a fixture, in this process: what a command would answer, and the code it would refuse with. */
import { change } from '../../src/app/change.ts';
import { inClone } from '../../src/app/clone.ts';
import { type Filter, type FilteredList, filterCrqs } from '../../src/crq/filter.ts';
import { listCrqs } from '../../src/crq/list.ts';
import { planStart, type Started } from '../../src/crq/start.ts';
import type { Result } from '../../src/domain/result.ts';
import type { Repo } from '../../src/git/repo.ts';
import type { Plan } from '../../src/plan/step.ts';
import type { Basis } from '../../src/store/basis.ts';
import type { Fixture } from '../fixture.ts';

export const asked = <T>(
  at: Fixture,
  use: (repo: Repo, basis: Basis) => Promise<Result<T>>,
  cwd = at.clone,
): Promise<T> => inClone(at.ports({ cwd }), ({ repo, basis }) => use(repo, basis));

let calls = 0;

/** Carries a plan out as a command of its own would; answers what it promised. */
export async function done<T>(
  at: Fixture,
  plan: (repo: Repo, basis: Basis) => Promise<Result<Plan>>,
  cwd = at.clone,
): Promise<T> {
  const ports = at.ports({ cwd, argv: ['test', `${calls++}`] });
  const outcome = await change(ports, 'test', { dryRun: false }, ({ repo, basis }) => plan(repo, basis));
  outcome.reported();
  return outcome.answer as T; // the planner is the caller's
}

export const started = (at: Fixture, what: string): Promise<Started> =>
  done(at, (repo, basis) =>
    planStart(repo, basis, { what, type: null, from: null, worktree: null, labels: [], offline: null }),
  );

const ALL: Filter = { status: [], type: null, owner: null, mine: false, search: null, ready: false, sort: 'id' };

export const listed = (at: Fixture, filter: Partial<Filter> = {}, cwd = at.clone): Promise<FilteredList> =>
  asked(
    at,
    async (repo, basis) => {
      const all = await listCrqs(repo, basis);
      return all.ok ? filterCrqs(repo, basis, all.value, { ...ALL, ...filter }) : all;
    },
    cwd,
  );

export const ids = ({ crqs }: FilteredList): readonly string[] => crqs.map(({ id }) => id);

/** Code, message and next command of the failure that must come. */
export const refusal = (failed: Promise<unknown>): Promise<{ code: string; message: string; next: string }> =>
  failed.then(
    () => ({ code: 'no failure', message: '', next: '' }),
    (error: { code?: string; message: string; next?: readonly string[] }) => ({
      code: error.code ?? 'no code',
      message: error.message,
      next: (error.next ?? []).join('\n'),
    }),
  );

/** Commits these files on the branch checked out and shares it. */
export function commit(at: Fixture, files: Readonly<Record<string, string>>, message: string): void {
  for (const [path, text] of Object.entries(files)) at.write(path, text);
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '--no-verify', '-m', message]);
}
