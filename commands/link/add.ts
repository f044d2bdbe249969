/** gitcrq link add: a link by note, for commits that cannot be rewritten. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { type LinkChange, planLinkAdd } from '../../src/enforce/link.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredRest } from '../../src/surface/flags.ts';
import { counted } from '../../src/surface/plural.ts';

export default class LinkAdd extends GitcrqCommand<typeof LinkAdd> {
  static override summary = 'Link commits that cannot be rewritten to a change request, by a git note.';
  static override description =
    'The note goes to refs/notes/gitcrq/links, here and on the remote; `git log --notes=gitcrq/links` shows it. A commit that can still be amended is better off with a trailer.';
  static override examples = [
    '<%= config.bin %> link add 4f2a9c1 CRQ-42',
    '<%= config.bin %> link add v1.0..v1.1 CRQ-42',
    '<%= config.bin %> link add 4f2a9c1 CRQ-42 --instead-of CRQ-24',
  ];
  static override args = { words: requiredRest('Revisions or ranges, and the change request at the end.') };
  static override flags = {
    'instead-of': Flags.string({ description: 'The id in the message that this link replaces.', helpValue: 'ID' }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof LinkAdd>, ports: Wired): Promise<Answer> {
    const outcome = await change(ports, 'link add', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planLinkAdd(repo, basis, args.words, flags['instead-of']),
    );
    return changed<LinkChange>(
      outcome,
      ({ crq, commits }, paint) => `${counted(commits.length, 'commit')} linked to ${paint.id(crq ?? '')} by note`,
    );
  }
}
