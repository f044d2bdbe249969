/** gitcrq merge retry: the queue takes a request up again. */
import { retry } from '../../src/app/direct.ts';
import type { DirectAnswer } from '../../src/merge/direct.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, reason, requiredArg } from '../../src/surface/flags.ts';

export default class MergeRetry extends GitcrqCommand<typeof MergeRetry> {
  static override summary = 'Ask for a request again: after a drop, or after a test that failed by chance.';
  static override examples = [
    '<%= config.bin %> merge retry CRQ-42',
    '<%= config.bin %> merge retry 42 -m "the test server was down"',
  ];
  static override args = { id: requiredArg('The change request, as CRQ-42 or 42.') };
  static override flags = { ...reason, ...dryRun };

  protected async act({ args, flags }: Parsed<typeof MergeRetry>, ports: Wired): Promise<Answer> {
    const words = { reason: flags.message, dryRun: flags['dry-run'] };
    return changed<DirectAnswer>(
      await retry(ports, args.id, words),
      ({ told }, paint) => told.map(({ crq }) => `${paint.id(crq ?? '')} is asked for again`).join('\n'),
      ({ told: [one] }) => (one === undefined ? [] : [`now: gitcrq merge ${one.crq}`]),
    );
  }
}
