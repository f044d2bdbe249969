/** The files of the hooks: there, ours, of this version, executable, and pinned to a program that is there. */
import type { GitcrqError } from '../../../domain/error.ts';
import { planInstall } from '../../../enforce/hooks/install.ts';
import { type HookState, type HooksStatus, hooksStatus } from '../../../enforce/hooks/status.ts';
import { gitConfig } from '../../../git/config.ts';
import type { Repo } from '../../../git/repo.ts';
import { asks, type Check, type Findings, type Found, failed, mends } from '../problem.ts';

const SAID: Readonly<Record<Exclude<HookState, 'installed'>, string>> = {
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

function ownFound(repo: Repo, status: HooksStatus, steps: Found['steps'], blocked: GitcrqError | null): Findings {
  const found = status.hooks.flatMap(({ name, path, state }): readonly Found[] => {
    if (state === 'installed') return [];
    const gone = state === 'outdated' ? goneProgram(repo, path) : null;
    const code = gone === null ? `hooks/${state}` : 'hooks/program-gone';
    const message = gone === null ? `${name} ${SAID[state]}` : `${name} calls ${gone}, which is not there`;
    return [blocked === null ? mends(code, message, steps) : failed(code, blocked)];
  });
  return { found };
}

/** A manager with a folder of its own keeps it: what is missing there is a person's to add. */
async function foreignFound(repo: Repo, status: HooksStatus, next: string): Promise<Findings> {
  const config = await gitConfig(repo);
  const set = config.ok ? (config.value.get('core.hookspath') ?? '') : '';
  const relative =
    /^(?:\/|~\/)/.test(set) || set === ''
      ? []
      : [
          asks(
            'hooks/relative-path',
            `core.hooksPath is ${set}: git looks for it in each worktree anew, and passes over all hooks where it is not`,
            `git config core.hooksPath "$PWD/${set}"`,
          ),
        ];
  const missing = status.hooks.filter(({ state }) => state !== 'installed');
  if (missing.length === 0) return { found: relative };
  const message = `core.hooksPath is ${set}, and ${missing.map(({ name }) => name).join(', ')} there ${missing.length === 1 ? 'does' : 'do'} not call gitcrq`;
  return { found: [...relative, asks('hooks/not-called', message, next)] };
}

export const hookFiles: Check = async ({ repo, installation }) => {
  if (repo.bare) return { found: [], skipped: ['hooks: a bare repository has none of a clone'] };
  const off =
    repo.ports.env['GITCRQ'] === '0'
      ? [asks('hooks/switched-off', 'GITCRQ=0 in this shell: every hook of gitcrq stands aside', 'unset GITCRQ')]
      : [];
  const status = await hooksStatus(repo, installation);
  if (!status.ok) return { found: [...off, failed('hooks/unreadable', status.error)] };
  const plan = await planInstall(repo, installation);
  const inner = status.value.own
    ? ownFound(repo, status.value, plan.ok ? plan.value.steps : [], plan.ok ? null : plan.error)
    : await foreignFound(repo, status.value, plan.ok ? 'gitcrq hooks status' : plan.error.next.join('\n'));
  return { found: [...off, ...inner.found] };
};
