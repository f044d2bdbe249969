/** gitcrq merge drop: a branch is left out of the queue. */
import { drop } from '../../src/app/direct.ts';
import type { DirectAnswer } from '../../src/merge/direct.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, reason, requiredArg } from '../../src/surface/flags.ts';

export default class MergeDrop extends GitcrqCommand<typeof MergeDrop> {
  static override summary = 'Leave a branch out of the queue until it moves.';
  static override description =
    'The other branches of its request land without it, and the last of them closes the request; where all of them have landed before, the request stays open until a branch of its own closes it (gitcrq branch new). To give a request up: gitcrq cancel.';
  static override examples = [
    '<%= config.bin %> merge drop feature/CRQ-42-add-login -m "replaced by the second one"',
    '<%= config.bin %> merge drop CRQ-42 --dry-run',
  ];
  static override args = { branch: requiredArg('The branch, or a request: all its branches that wait.') };
  static override flags = { ...reason, ...dryRun };

  protected async act({ args, flags }: Parsed<typeof MergeDrop>, ports: Wired): Promise<Answer> {
    const words = { reason: flags.message, dryRun: flags['dry-run'] };
    return changed<DirectAnswer>(
      await drop(ports, args.branch, words),
      ({ told }, paint) =>
        told.map(({ crq, branch }) => `${paint.id(crq ?? '')} dropped (${branch})`).join('\n') ||
        `${args.branch} is dropped already`,
      ({ told: [one] }) => (one === undefined ? [] : [`until it moves, or: gitcrq merge retry ${one.crq}`]),
    );
  }
}
