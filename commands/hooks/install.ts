/** gitcrq hooks install: puts the hooks of this clone in place. */
import { changeHooks, hookSet, planSet } from '../../src/app/hooks.ts';
import type { HooksChanged } from '../../src/enforce/hooks/install.ts';
import { withSubmodules } from '../../src/enforce/hooks/submodules.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, onServer } from '../../src/surface/flags.ts';

const said = ({ hooks, kept, edited, directory, submodules = [], passed_over = [] }: HooksChanged): string => {
  const around = [
    ...submodules.map((dir) => `in the submodule ${dir} as well`),
    ...passed_over.map((dir) => `not in the submodule ${dir}, which has no gitcrq.yaml`),
  ];
  if (hooks.length === 0) return [`the hooks in ${directory} are in place`, ...around].join('\n');
  return [
    `${hooks.join(', ')} in ${directory}`,
    ...(kept.length === 0 ? [] : [`kept and still run first: ${kept.join(', ')}`]),
    ...edited.map((path) => `changed, and to be committed if git tracks it: ${path}`),
    ...around,
  ].join('\n');
};

export default class HooksInstall extends GitcrqCommand<typeof HooksInstall> {
  static override summary = 'Put the git hooks of this clone in place.';
  static override description =
    'They cover linked worktrees, too, and so does the merge driver for records, which comes with them. An earlier hook is kept, runs first, and comes back with `gitcrq hooks uninstall`. Where core.hooksPath names the directory of another hook manager, its hooks get a line that calls gitcrq.';
  static override examples = [
    '<%= config.bin %> hooks install',
    '<%= config.bin %> hooks install --dry-run',
    '<%= config.bin %> hooks install --recurse-submodules',
  ];
  static override flags = { ...onServer, ...dryRun };

  protected async act({ flags }: Parsed<typeof HooksInstall>, ports: Wired): Promise<Answer> {
    const set = hookSet(ports.files, flags.server);
    const outcome = await changeHooks(ports, 'hooks install', flags['dry-run'], (repo) =>
      flags['recurse-submodules'] ? withSubmodules(repo, (one) => planSet(one, set)) : planSet(repo, set),
    );
    return changed<HooksChanged>(outcome, said);
  }
}
