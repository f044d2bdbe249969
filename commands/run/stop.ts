/** gitcrq run stop: ends a run from any shell. */
import { runOf, stop } from '../../src/app/run/look.ts';
import { unwrap } from '../../src/domain/result.ts';
import { runAnswer } from '../../src/exec/job/answer.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg } from '../../src/surface/flags.ts';
import { storage } from '../../src/surface/run-flags.ts';
import { runLine } from '../../src/surface/run-text.ts';

export default class RunStop extends GitcrqCommand<typeof RunStop> {
  static override summary = 'End a run and all that it started; the shell of its pane lives on.';
  static override description =
    'Its processes get TERM, and KILL five seconds later. A run that is over stays as it is.';
  static override examples = ['<%= config.bin %> run stop', '<%= config.bin %> run stop 3fa9c1d2'];
  static override args = { run: arg('Its id, a part of it, or `last`, as without it.') };
  static override flags = { storage };

  protected async act({ args, flags }: Parsed<typeof RunStop>, ports: Wired): Promise<Answer> {
    const now = await stop(ports, unwrap(await runOf(ports, flags.storage, args.run ?? 'last')));
    return { value: runAnswer(now), text: (paint) => runLine(now, paint) };
  }
}
