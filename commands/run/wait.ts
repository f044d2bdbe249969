/** gitcrq run wait: until a run is over; its exit code. */
import { runOf, waitFor } from '../../src/app/run/look.ts';
import { ended } from '../../src/app/run/run.ts';
import { unwrap } from '../../src/domain/result.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg, span } from '../../src/surface/flags.ts';
import { storage } from '../../src/surface/run-flags.ts';
import { runStarted, runWaited } from '../../src/surface/run-text.ts';

export default class RunWait extends GitcrqCommand<typeof RunWait> {
  static override summary = 'Wait for a run to end, from any shell; the exit code is that of its command.';
  static override description = 'Exit 1, too, if it still runs when --timeout is over.';
  static override examples = ['<%= config.bin %> run wait', '<%= config.bin %> run wait 3fa9c1d2 --timeout 10m'];
  static override args = { run: arg('Its id, a part of it, or `last`, as without it.') };
  static override flags = { timeout: span('Wait no longer than this; the run goes on.', 1, 7 * 86_400), storage };

  protected async act({ args, flags }: Parsed<typeof RunWait>, ports: Wired): Promise<Answer> {
    const found = unwrap(await runOf(ports, flags.storage, args.run ?? 'last'));
    const now = await waitFor(ports, found, flags.timeout);
    return now.standing.state === 'started' ? { ...runStarted(now), exit: 1 } : runWaited(ended(now));
  }
}
