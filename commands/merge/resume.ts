/** gitcrq merge resume: the queue of a base goes on. */
import { pause } from '../../src/app/direct.ts';
import type { DirectAnswer } from '../../src/merge/direct.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, into, reason } from '../../src/surface/flags.ts';

export default class MergeResume extends GitcrqCommand<typeof MergeResume> {
  static override summary = 'Let a paused queue land again.';
  static override examples = ['<%= config.bin %> merge resume', '<%= config.bin %> merge resume -m "released"'];
  static override flags = { into, ...reason, ...dryRun };

  protected async act({ flags }: Parsed<typeof MergeResume>, ports: Wired): Promise<Answer> {
    const words = { into: flags.into, reason: flags.message, dryRun: flags['dry-run'] };
    return changed<DirectAnswer>(await pause(ports, 'resumed', words), ({ told, target }) =>
      told.length === 0 ? `the queue of ${target} is not paused` : `the queue of ${target} goes on`,
    );
  }
}
