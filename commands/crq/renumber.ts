/** gitcrq crq renumber: another id for a request that was made under one that is taken. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { planRenumber, type Renumbered } from '../../src/enforce/renumber.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg, dryRun, requiredArg } from '../../src/surface/flags.ts';
import { counted } from '../../src/surface/plural.ts';

export default class CrqRenumber extends GitcrqCommand<typeof CrqRenumber> {
  static override summary = 'Give a change request another id, where two were made under one; not once it has landed.';
  static override description =
    'Its file, its comments, its branch and what its own branch says of it get the new id. Messages of commits stay as they are: a git note links each of them to the new id.';
  static override examples = [
    '<%= config.bin %> crq renumber CRQ-42',
    '<%= config.bin %> crq renumber CRQ-42 CRQ-57',
    '<%= config.bin %> crq renumber 42 --on bugfix/CRQ-42-fix-crash',
  ];
  static override args = {
    id: requiredArg('The change request, as CRQ-42 or 42.'),
    to: arg('Its new id; the next number if left out.'),
  };
  static override flags = {
    on: Flags.string({ description: 'The branch whose request is meant.', helpValue: 'BRANCH' }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof CrqRenumber>, ports: Wired): Promise<Answer> {
    const outcome = await change(ports, 'crq renumber', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planRenumber(repo, basis, { old: args.id, id: args.to, on: flags.on }),
    );
    return changed<Renumbered>(
      outcome,
      ({ id, was, branch, commits }, paint) =>
        `${was} is ${paint.id(id)} now, on ${paint.strong(branch)}; ${counted(commits.length, 'commit')} linked to it by note`,
      ({ branch, pushed }) =>
        pushed ? [`the commit that renames it is only here; next: git push origin ${branch}`] : [],
    );
  }
}
