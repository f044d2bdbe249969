/** Values in the clone's git config: a key's only value, or one among several (a fetch refspec). */
import { fail, ok, type Result } from '../../domain/result.ts';
import { type GitConfig, parseConfig } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import { gitFailed } from '../../git/run.ts';
import { STATE_CHANGED } from '../errors.ts';
import type { ConfigChange, GitConfigStep, Kind, PlanLine } from '../step.ts';

/** The clone's own values as they are now, by one process however many keys a step has. */
async function localConfig(repo: Repo): Promise<Result<GitConfig>> {
  const run = await repo.git(['config', '--local', '--list', '-z']);
  if (!run.ok) return run;
  return run.value.code === 0 ? ok(parseConfig(run.value.stdout.toString('utf8'))) : gitFailed('git config', run.value);
}

/** git-config(1): section and variable know no case, the part between them does. */
function listedAs(key: string): string {
  const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
  return `${key.slice(0, first).toLowerCase()}${key.slice(first, last)}${key.slice(last).toLowerCase()}`;
}

/** The value this change is about. */
function valueIn(config: GitConfig, { key, from, to, among }: ConfigChange): string | null {
  const values = config.all(listedAs(key));
  return (among === true ? values.find((value) => value === from || value === to) : values.at(-1)) ?? null;
}

/** Sections of which the changes leave nothing: each goes as a whole, by one process. */
function emptied(config: GitConfig, changes: readonly ConfigChange[]): ReadonlySet<string> {
  const going = new Set(
    changes.filter(({ to, among }) => to === null && among !== true).map(({ key }) => listedAs(key)),
  );
  const there = new Set(config.keys().map(sectionOf));
  const kept = new Set(
    config
      .keys()
      .filter((key) => !going.has(key))
      .map(sectionOf),
  );
  return new Set(
    [...going].map(sectionOf).filter((section) => section.includes('.') && there.has(section) && !kept.has(section)),
  );
}

const sectionOf = (key: string): string => key.slice(0, key.lastIndexOf('.'));

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
    const config = await localConfig(repo);
    if (!config.ok) return config;
    let todo = false;
    for (const change of step.changes) {
      const now = valueIn(config.value, change);
      if (now === change.to) continue;
      if (now !== change.from) {
        const said = now ?? 'not set';
        return ok(fail(STATE_CHANGED, `git config ${change.key} is ${said} now`, [`git config ${change.key}`]).error);
      }
      todo = true;
    }
    return ok(todo ? 'todo' : 'done');
  },
  async act(step, repo) {
    const config = await localConfig(repo);
    if (!config.ok) return config;
    const whole = emptied(config.value, step.changes);
    for (const section of whole) {
      const run = await repo.git(['config', '--local', '--remove-section', section]);
      if (!run.ok) return run;
      if (run.value.code !== 0) return gitFailed(`git config ${section}`, run.value);
    }
    for (const change of step.changes) {
      if (valueIn(config.value, change) === change.to) continue;
      if (change.to === null && whole.has(sectionOf(listedAs(change.key)))) continue;
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
