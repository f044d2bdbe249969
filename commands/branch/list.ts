/** gitcrq branch list: branches, their requests, and whether they are landed. */
import * as Flags from '@oclif/core/flags';
import { inClone } from '../../src/app/clone.ts';
import { branchList, type ListedBranch } from '../../src/crq/branch-list.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { table } from '../../src/surface/table.ts';

const days = (age_s: number): string => (age_s < 86_400 ? 'today' : `${Math.floor(age_s / 86_400)} days`);

const row = (branch: ListedBranch): readonly string[] => [
  branch.name,
  branch.crq ?? '-',
  `+${branch.ahead} -${branch.behind}`,
  days(branch.age_s),
  branch.landed === undefined
    ? (branch.worktree ?? '')
    : `landed ${branch.landed.oid.slice(0, 10)} (${branch.landed.proof})`,
];

export default class BranchList extends GitcrqCommand<typeof BranchList> {
  static override summary = 'List branches with their change requests, and whether they are landed.';
  static override examples = [
    '<%= config.bin %> branch list',
    '<%= config.bin %> branch list --stale 30d',
    '<%= config.bin %> branch list --merged --json',
  ];
  static override flags = {
    stale: Flags.string({ description: 'Only branches without a commit for this long, as 30d.', helpValue: 'DUR' }),
    merged: Flags.boolean({ description: 'Only branches that are landed.', default: false }),
  };

  protected async act({ flags: { stale, merged } }: Parsed<typeof BranchList>, ports: Wired): Promise<Answer> {
    const list = await inClone(ports, ({ repo, basis }) => branchList(repo, basis, { stale, merged }));
    const empty =
      stale === undefined && !merged
        ? 'No branches but the base. Begin one: gitcrq start "Add login"'
        : 'No such branches. All of them: gitcrq branch list';
    return { value: list, text: list.branches.length === 0 ? empty : () => table(list.branches.map(row)).join('\n') };
  }
}
