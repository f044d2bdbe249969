/** gitcrq merge pause: the queue of a base stands still. */
import { pause } from '../../src/app/direct.ts';
import type { DirectAnswer } from '../../src/merge/direct.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, into, reason } from '../../src/surface/flags.ts';

export default class MergePause extends GitcrqCommand<typeof MergePause> {
  static override summary = 'Stop the queue: nothing lands until it is resumed.';
  static override description =
    'Everybody who lands sees it, with who said it and why. A landing under way loses its push and waits.';
  static override examples = [
    '<%= config.bin %> merge pause -m "release today"',
    '<%= config.bin %> merge pause --into main --dry-run',
  ];
  static override flags = { into, ...reason, ...dryRun };

  protected async act({ flags }: Parsed<typeof MergePause>, ports: Wired): Promise<Answer> {
    const words = { into: flags.into, reason: flags.message, dryRun: flags['dry-run'] };
    return changed<DirectAnswer>(await pause(ports, 'paused', words), ({ told, target }) =>
      told.length === 0 ? `the queue of ${target} is paused already` : `the queue of ${target} is paused`,
    );
  }
}
