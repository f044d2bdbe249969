/** gitcrq link prune: notes about commits that are gone. */
import { change } from '../../src/app/change.ts';
import { type LinkChange, planLinkPrune } from '../../src/enforce/link.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun } from '../../src/surface/flags.ts';
import { counted } from '../../src/surface/plural.ts';

export default class LinkPrune extends GitcrqCommand<typeof LinkPrune> {
  static override summary = 'Remove the links of commits that no longer exist.';
  static override description =
    'Where the notes are shared, a link younger than 90 days stays: its commit may be in another clone and not pushed yet.';
  static override examples = ['<%= config.bin %> link prune --dry-run', '<%= config.bin %> link prune'];
  static override flags = { ...dryRun };

  protected async act({ flags }: Parsed<typeof LinkPrune>, ports: Wired): Promise<Answer> {
    const outcome = await change(ports, 'link prune', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planLinkPrune(repo, basis),
    );
    return changed<LinkChange>(outcome, ({ commits }) =>
      commits.length === 0
        ? 'no link is about a commit that is gone for good'
        : `${counted(commits.length, 'note')} removed`,
    );
  }
}
