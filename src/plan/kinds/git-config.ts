/** Values in the clone's git config: a key's only value, or one among several (a fetch refspec). */
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { gitFailed } from '../../git/run.ts';
import { STATE_CHANGED } from '../errors.ts';
import type { ConfigChange, GitConfigStep, Kind, PlanLine } from '../step.ts';

async function valuesOf(repo: Repo, key: string): Promise<Result<readonly string[]>> {
  const run = await repo.git(['config', '--local', '-z', '--get-all', key]);
  if (!run.ok) return run;
  if (run.value.code > 1) return gitFailed(`git config ${key}`, run.value);
  return ok(run.value.stdout.toString('utf8').split('\0').slice(0, -1));
}

/** The value this change is about, as it is now. */
async function valueNow(repo: Repo, { key, from, to, among }: ConfigChange): Promise<Result<string | null>> {
  const values = await valuesOf(repo, key);
  if (!values.ok) return values;
  if (among !== true) return ok(values.value.at(-1) ?? null);
  return ok(values.value.find((value) => value === from || value === to) ?? null);
}

const words = ({ key, from, to, among }: ConfigChange): readonly string[] => {
  if (among === true) return to === null ? ['--fixed-value', '--unset', key, from ?? ''] : ['--add', key, to];
  return to === null ? ['--unset', key] : [key, to];
};

/** `git config` exits with 5 when the key to unset is not there, which is what was wanted. */
const done = (code: number, to: string | null): boolean => code === 0 || (to === null && code === 5);

function say({ key, from, to }: ConfigChange): PlanLine {
  const summary = to === null ? `unset ${key}` : `set ${key} = ${to}`;
  return { op: 'git-config', summary, ...(from === null ? {} : { old: from }), ...(to === null ? {} : { new: to }) };
}

export const gitConfigKind: Kind<GitConfigStep> = {
  async look(step, repo) {
    let todo = false;
    for (const change of step.changes) {
      const now = await valueNow(repo, change);
      if (!now.ok) return now;
      if (now.value === change.to) continue;
      if (now.value !== change.from) {
        const said = now.value ?? 'not set';
        return ok(fail(STATE_CHANGED, `git config ${change.key} is ${said} now`, [`git config ${change.key}`]).error);
      }
      todo = true;
    }
    return ok(todo ? 'todo' : 'done');
  },
  async act(step, repo) {
    for (const change of step.changes) {
      const now = await valueNow(repo, change);
      if (!now.ok) return now;
      if (now.value === change.to) continue;
      const run = await repo.git(['config', '--local', ...words(change)]);
      if (!run.ok) return run;
      if (!done(run.value.code, change.to)) return gitFailed(`git config ${change.key}`, run.value);
    }
    return ok(undefined);
  },
  undo: (step) => ({
    how: 'step',
    step: { ...step, changes: step.changes.map((change) => ({ ...change, from: change.to, to: change.from })) },
  }),
  say: (step) => step.changes.map(say),
};
