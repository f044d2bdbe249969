/** gitcrq branch rename: another name by the rule, and everything that knew the old one comes along. */
import { change } from '../../src/app/change.ts';
import { planRename, type Renamed } from '../../src/crq/branch-rename.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg, dryRun, requiredArg } from '../../src/surface/flags.ts';

export default class BranchRename extends GitcrqCommand<typeof BranchRename> {
  static override summary = 'Rename a branch: here, in its worktrees, and on the remote if it was pushed.';
  static override examples = [
    '<%= config.bin %> branch rename feature/CRQ-42-add-login',
    '<%= config.bin %> branch rename quick-fix bugfix/CRQ-42-fix-crash',
  ];
  static override args = {
    name: requiredArg('The new name of the branch checked out; or the branch to rename.'),
    to: arg('The new name, if another branch was named.'),
  };
  static override flags = { ...dryRun };

  protected async act({ args, flags }: Parsed<typeof BranchRename>, ports: Wired): Promise<Answer> {
    const [old, name] = args.to === undefined ? [undefined, args.name] : [args.name, args.to];
    const outcome = await change(ports, 'branch rename', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planRename(repo, basis, old, name),
    );
    return changed<Renamed>(
      outcome,
      ({ was, branch, pushed }, paint) =>
        `${was} is ${paint.strong(branch)} now${pushed ? ', on the remote as well' : ''}`,
    );
  }
}
