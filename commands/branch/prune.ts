/** gitcrq branch prune: landed branches go, all others stay. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { lostLines } from '../../src/crq/branch-lost.ts';
import { type Pruned, planPrune } from '../../src/crq/branch-prune.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun } from '../../src/surface/flags.ts';

const place = (where: string): string => (where === 'here' ? '' : ' on the remote');

function text({ removed, kept }: Pruned): string {
  const gone = removed.map(
    ({ name, where, landed }) =>
      `removed ${name}${place(where)}: landed as ${landed.oid.slice(0, 10)} (${landed.proof})`,
  );
  const stays = kept.flatMap(({ name, where, why, commits, ahead }) => [
    `kept ${name}${place(where)}: ${why}${ahead === 0 ? '' : `, these would be lost:`}`,
    ...lostLines(commits, ahead),
  ]);
  return gone.length + stays.length === 0
    ? 'No branches but the base. Begin one: gitcrq start "Add login"'
    : [...(gone.length === 0 ? ['nothing to prune: no branch is landed and free'] : gone), ...stays].join('\n');
}

export default class BranchPrune extends GitcrqCommand<typeof BranchPrune> {
  static override summary = 'Remove branches that are landed, and say by which proof; all others stay.';
  static override examples = [
    '<%= config.bin %> branch prune --dry-run',
    '<%= config.bin %> branch prune',
    '<%= config.bin %> branch prune --remote',
  ];
  static override flags = {
    remote: Flags.boolean({ description: 'Also the branches of the remote.', default: false }),
    ...dryRun,
  };

  protected async act({ flags }: Parsed<typeof BranchPrune>, ports: Wired): Promise<Answer> {
    const outcome = await change(ports, 'branch prune', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planPrune(repo, basis, flags.remote),
    );
    return changed<Pruned>(outcome, text);
  }
}
