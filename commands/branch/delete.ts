/** gitcrq branch delete: one branch of this clone, unless work would be lost. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { type Deleted, planDelete } from '../../src/crq/branch-delete.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg } from '../../src/surface/flags.ts';

const why = ({ landed, ahead }: Deleted): string =>
  landed === undefined
    ? ahead === 0
      ? 'it had no commits of its own'
      : `${ahead} ${ahead === 1 ? 'commit' : 'commits'} given up; gitcrq undo brings them back`
    : `landed as ${landed.oid.slice(0, 10)} (${landed.proof})`;

export default class BranchDelete extends GitcrqCommand<typeof BranchDelete> {
  static override summary = 'Delete a branch here; refused if commits that are not landed would be lost.';
  static override examples = [
    '<%= config.bin %> branch delete feature/CRQ-42-add-login',
    '<%= config.bin %> branch delete feature/CRQ-42-add-login --force',
  ];
  static override args = { name: requiredArg('The branch.') };
  static override flags = {
    force: Flags.boolean({ description: 'Give up commits that are not landed.', default: false }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof BranchDelete>, ports: Wired): Promise<Answer> {
    const outcome = await change(ports, 'branch delete', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planDelete(repo, basis, args.name, flags.force),
    );
    return changed<Deleted>(outcome, (gone, paint) => `deleted ${paint.strong(gone.branch)}: ${why(gone)}`);
  }
}
