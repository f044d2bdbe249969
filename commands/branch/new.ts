/** gitcrq branch new: a branch for a request that exists. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { type BranchMade, planNewBranch } from '../../src/crq/branch-made.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg } from '../../src/surface/flags.ts';

export default class BranchNew extends GitcrqCommand<typeof BranchNew> {
  static override summary = 'Make a branch for a change request, by the naming rule, and switch to it.';
  static override examples = [
    '<%= config.bin %> branch new CRQ-42',
    '<%= config.bin %> branch new 42 --slug second-part --no-switch',
  ];
  static override args = { id: requiredArg('The change request, as CRQ-42 or 42.') };
  static override flags = {
    type: Flags.string({ description: 'First word of the branch; the type of the request, if left out.' }),
    slug: Flags.string({ description: 'Words of the branch; made from the title, if left out.' }),
    from: Flags.string({ description: 'Start here instead of at the base.', helpValue: 'REF' }),
    worktree: Flags.string({ description: 'Check it out in a linked worktree at DIR.', helpValue: 'DIR' }),
    switch: Flags.boolean({ description: 'Switch to it.', default: true, allowNo: true }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof BranchNew>, ports: Wired): Promise<Answer> {
    const { type = null, slug = null, from = null, worktree = null } = flags;
    const outcome = await change(ports, 'branch new', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planNewBranch(repo, basis, args.id, { type, slug, from, worktree, switch: flags.switch }),
    );
    return changed<BranchMade>(outcome, (made, paint) => `${paint.strong(made.branch)} for ${paint.id(made.crq)}`);
  }
}
