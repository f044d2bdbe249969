/** Single values in the clone's git config. */
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { gitFailed } from '../../git/run.ts';
import { STATE_CHANGED } from '../errors.ts';
import type { GitConfigStep, Kind } from '../step.ts';

async function valueOf(repo: Repo, key: string): Promise<Result<string | null>> {
  const run = await repo.git(['config', '--local', '--get', key]);
  if (!run.ok) return run;
  if (run.value.code > 1) return gitFailed(`git config ${key}`, run.value);
  return ok(run.value.code === 1 ? null : run.value.stdout.toString('utf8').replace(/\n$/, ''));
}

export const gitConfigKind: Kind<GitConfigStep> = {
  async look(step, repo) {
    let todo = false;
    for (const { key, from, to } of step.changes) {
      const now = await valueOf(repo, key);
      if (!now.ok) return now;
      if (now.value === to) continue;
      if (now.value !== from) return ok(fail(STATE_CHANGED, `git config ${key} is ${now.value ?? 'not set'} now`, [`git config ${key}`]).error);
      todo = true;
    }
    return ok(todo ? 'todo' : 'done');
  },
  async act(step, repo) {
    for (const { key, to } of step.changes) {
      const run = await repo.git(['config', '--local', ...(to === null ? ['--unset', key] : [key, to])]);
      if (!run.ok) return run;
      // 5: the key to unset was not there, which is what was wanted.
      if (run.value.code !== 0 && !(to === null && run.value.code === 5)) return gitFailed(`git config ${key}`, run.value);
    }
    return ok(undefined);
  },
  undo: (step) => ({ how: 'step', step: { ...step, changes: step.changes.map(({ key, from, to }) => ({ key, from: to, to: from })) } }),
  say: (step) =>
    step.changes.map(({ key, from, to }) => ({
      op: 'git-config',
      summary: to === null ? `unset ${key}` : `set ${key} = ${to}`,
      ...(from === null ? {} : { old: from }),
      ...(to === null ? {} : { new: to }),
    })),
};
