/** The files of the hooks: there, ours or calling ours, of this version, executable, and pinned to a program that is there. */
import { basename, dirname } from 'node:path';
import { planInstall } from '../../../enforce/hooks/install.ts';
import { movedAside } from '../../../enforce/hooks/own.ts';
import { type HookPlace, type HookState, hooksStatus } from '../../../enforce/hooks/status.ts';
import type { Repo } from '../../../git/repo.ts';
import { asks, type Check, type Findings, type Found, failed, mends } from '../problem.ts';

type Wrong = Exclude<HookState, 'installed'>;

const SAID: Readonly<Record<Wrong, string>> = {
  missing: 'is missing',
  other: 'is of another tool, which does not call gitcrq',
  outdated: 'was written by another version, or for another place, of gitcrq',
  disabled: 'is not executable, so git passes over it',
};

/** Programs that a stub names and that are not there; the stub then looks on the PATH, which a hook rarely has. */
const goneProgram = (repo: Repo, path: string): string | null => {
  const named = [...(repo.ports.files.readText(path) ?? '').matchAll(/^(?:node|bin)='([^']*)'$/gm)];
  return named.map((match) => match[1] ?? '').find((program) => repo.ports.files.stat(program) === null) ?? null;
};

type Made = (code: string, message: string) => Found;

function ownFound(repo: Repo, { name, path, state }: HookPlace, made: Made): readonly Found[] {
  if (state === 'installed') return [];
  const gone = state === 'outdated' ? goneProgram(repo, path) : null;
  const aside = state === 'other' ? movedAside(repo, path) : null;
  const said = aside === null ? SAID[state] : `is of another tool, which moved gitcrq's to ${basename(aside)}`;
  return [
    gone === null
      ? made(`hooks/${state}`, `${name} ${said}`)
      : made('hooks/program-gone', `${name} calls ${gone}, which is not there`),
  ];
}

/** What a manager's directory lacks, in one sentence. */
const CHAINED: Readonly<Record<Wrong, (names: string) => string>> = {
  missing: (names) => `git finds no ${names} there, and passes over them without a word`,
  other: (names) => `nothing there calls gitcrq for ${names}`,
  outdated: (names) => `of another version or another place, or gone, is the gitcrq that is called there for ${names}`,
  disabled: (names) => `not executable, so that git passes over them: ${names}`,
};
const CODES: Readonly<Record<Wrong, string>> = {
  missing: 'hooks/no-directory',
  other: 'hooks/not-called',
  outdated: 'hooks/outdated',
  disabled: 'hooks/disabled',
};

/** One problem for each checkout and state, whichever hooks it is about. */
function chainedFound(hooks: readonly HookPlace[], made: Made): readonly Found[] {
  const worktrees = [...new Set(hooks.map(({ worktree }) => worktree))];
  const states: readonly Wrong[] = ['missing', 'other', 'outdated', 'disabled'];
  return worktrees.flatMap((worktree) =>
    states.flatMap((state) => {
      const group = hooks.filter((hook) => hook.worktree === worktree && hook.state === state);
      const names = group.map(({ name }) => name).join(', ');
      return group
        .slice(0, 1)
        .map(({ path }) =>
          made(CODES[state], `in ${worktree} core.hooksPath leads to ${dirname(path)}: ${CHAINED[state](names)}`),
        );
    }),
  );
}

export const hookFiles: Check = async ({ repo, installation }): Promise<Findings> => {
  if (repo.bare) return { found: [], skipped: ['hooks: a bare repository has none of a clone'] };
  const off =
    repo.ports.env['GITCRQ'] === '0'
      ? [asks('hooks/switched-off', 'GITCRQ=0 in this shell: every hook of gitcrq stands aside', 'unset GITCRQ')]
      : [];
  const status = await hooksStatus(repo, installation);
  if (!status.ok) return { found: [...off, failed('hooks/unreadable', status.error)] };
  const plan = await planInstall(repo, installation);
  const made: Made = (code, message) =>
    plan.ok
      ? mends(code, message, plan.value.steps)
      : asks(code, `${message}; ${plan.error.message}`, plan.error.next.join('\n'));
  const [own, chained] = [
    status.value.hooks.filter(({ worktree }) => worktree === null),
    status.value.hooks.filter(({ worktree }) => worktree !== null),
  ];
  return { found: [...off, ...own.flatMap((hook) => ownFound(repo, hook, made)), ...chainedFound(chained, made)] };
};
