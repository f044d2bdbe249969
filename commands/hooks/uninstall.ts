/** gitcrq hooks uninstall: takes the hooks away and gives the earlier ones back. */
import { changeHooks, hookSet, planNoSet } from '../../src/app/hooks.ts';
import type { HooksChanged } from '../../src/enforce/hooks/install.ts';
import { withSubmodules } from '../../src/enforce/hooks/submodules.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, onServer } from '../../src/surface/flags.ts';

const said = ({ hooks, kept, directory }: HooksChanged): string => {
  if (hooks.length === 0) return `no hook in ${directory} is gitcrq's`;
  return `taken away: ${hooks.join(', ')}${kept.length === 0 ? '' : `\ngiven back: ${kept.join(', ')}`}`;
};

export default class HooksUninstall extends GitcrqCommand<typeof HooksUninstall> {
  static override summary =
    'Take the git hooks and the merge driver of this clone away; earlier hooks come back byte for byte.';
  static override examples = ['<%= config.bin %> hooks uninstall'];
  static override flags = { ...onServer, ...dryRun };

  protected async act({ flags }: Parsed<typeof HooksUninstall>, ports: Wired): Promise<Answer> {
    const set = hookSet(ports.files, flags.server);
    return changed<HooksChanged>(
      await changeHooks(ports, 'hooks uninstall', flags['dry-run'], (repo) =>
        flags['recurse-submodules'] ? withSubmodules(repo, (one) => planNoSet(one, set)) : planNoSet(repo, set),
      ),
      said,
    );
  }
}
