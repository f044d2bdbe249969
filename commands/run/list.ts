/** gitcrq run list: the runs, newest first. */
import * as Flags from '@oclif/core/flags';
import { runs } from '../../src/app/run/look.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { storage } from '../../src/surface/run-flags.ts';
import { runList } from '../../src/surface/run-text.ts';

export default class RunList extends GitcrqCommand<typeof RunList> {
  static override summary = 'List runs, newest first: how each of them stands.';
  static override examples = ['<%= config.bin %> run list', '<%= config.bin %> run list --limit 5 --json'];
  static override flags = {
    limit: Flags.integer({ description: 'At most so many.', helpValue: 'N', default: 30, min: 1, max: 10_000 }),
    storage,
  };

  protected async act({ flags }: Parsed<typeof RunList>, ports: Wired): Promise<Answer> {
    return runList(await runs(ports, flags.storage, flags.limit));
  }
}
