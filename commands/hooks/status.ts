/** gitcrq hooks status: would git come to gitcrq? */
import { hookSet } from '../../src/app/hooks.ts';
import { unwrap } from '../../src/domain/result.ts';
import { allInstalled, type HookPlace, type HooksStatus, hooksStatus } from '../../src/enforce/hooks/status.ts';
import { statusWithSubmodules } from '../../src/enforce/hooks/submodules.ts';
import { openRepo, type Repo } from '../../src/git/repo.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../../src/surface/command.ts';
import { onServer } from '../../src/surface/flags.ts';

function said({ hooks }: HooksStatus, paint: Paint): string {
  const row = ({ name, state, kept }: HookPlace): string =>
    `${(state === 'installed' ? paint.good : paint.bad)(state.padEnd(10))} ${name}${kept ? paint.dim(' (an earlier hook runs first)') : ''}`;
  const titles = [...new Set(hooks.map(titleOf))];
  return titles.flatMap((title) => [title, ...hooks.filter((hook) => titleOf(hook) === title).map(row)]).join('\n');
}

const titleOf = ({ directory, worktree }: HookPlace): string =>
  worktree === null ? directory : `${directory} (core.hooksPath in ${worktree})`;

export default class HooksShow extends GitcrqCommand<typeof HooksShow> {
  static override summary = 'Say for each hook whether git would call gitcrq.';
  static override description = "Exit 1 if a hook is missing, outdated, disabled or somebody else's.";
  static override examples = ['<%= config.bin %> hooks status'];
  static override flags = { ...onServer };

  protected async act({ flags }: Parsed<typeof HooksShow>, ports: Wired): Promise<Answer<HooksStatus>> {
    const repo = unwrap(await openRepo(ports, ports.cwd));
    try {
      const { parts, names } = hookSet(ports.files, flags.server);
      const ask = (one: Repo) => hooksStatus(one, parts, names);
      const status = unwrap(await (flags['recurse-submodules'] ? statusWithSubmodules(repo, ask) : ask(repo)));
      const all = allInstalled(status);
      return {
        exit: all ? 0 : 1,
        value: status,
        text: (paint) => said(status, paint),
        notes: all
          ? []
          : [
              `next: gitcrq hooks install${flags.server ? ' --server' : flags['recurse-submodules'] ? ' --recurse-submodules' : ''}`,
            ],
      };
    } finally {
      repo.close();
    }
  }
}
