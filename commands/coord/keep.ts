/** gitcrq coord keep: the process that renews the leases of a run; the first lease in a run starts it. */
import { keepForRun } from '../../src/app/run/lease-keeper.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { requiredArg } from '../../src/surface/flags.ts';

export default class CoordKeep extends GitcrqCommand<typeof CoordKeep> {
  static override summary = 'Renew the leases that were taken in a run until it ends; called by `coord lease` in it.';
  static override hidden = true;
  static override examples = ['<%= config.bin %> coord keep DIR'];
  static override args = { dir: requiredArg('The directory of the run.') };

  protected async act({ args }: Parsed<typeof CoordKeep>, ports: Wired): Promise<Answer> {
    await keepForRun(ports, args.dir);
    return { value: {}, text: '' };
  }
}
