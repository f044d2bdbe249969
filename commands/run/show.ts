/** gitcrq run show: one run, with all that was asked for. */
import { runOf } from '../../src/app/run/look.ts';
import { unwrap } from '../../src/domain/result.ts';
import { leasesOf } from '../../src/exec/job/leases.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg } from '../../src/surface/flags.ts';
import { storage } from '../../src/surface/run-flags.ts';
import { runShown } from '../../src/surface/run-text.ts';

export default class RunShow extends GitcrqCommand<typeof RunShow> {
  static override summary = 'Show one run: what it is, where it runs, and how it stands.';
  static override examples = ['<%= config.bin %> run show', '<%= config.bin %> run show 3fa9c1d2 --json'];
  static override args = { run: arg('Its id, a part of it, or `last`, as without it.') };
  static override flags = { storage };

  protected async act({ args, flags }: Parsed<typeof RunShow>, ports: Wired): Promise<Answer> {
    const found = unwrap(await runOf(ports, flags.storage, args.run ?? 'last'));
    return runShown(found, leasesOf(ports, found.dir));
  }
}
