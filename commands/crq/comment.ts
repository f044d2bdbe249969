/** gitcrq crq comment: a remark that stays with the request. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { type Commented, planComment } from '../../src/crq/comment.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg } from '../../src/surface/flags.ts';

export default class CrqComment extends GitcrqCommand<typeof CrqComment> {
  static override summary = 'Comment on a change request.';
  static override description =
    'Each comment is a file of its own beside the record, so comments made at once never conflict. A request that is closed can be commented, too.';
  static override examples = [
    '<%= config.bin %> crq comment CRQ-42 "The form needs a second field."',
    '<%= config.bin %> crq comment 42 "Agreed." --on main',
  ];
  static override args = {
    id: requiredArg('The change request, as CRQ-42 or 42.'),
    text: requiredArg('The comment, of one line or several.'),
  };
  static override flags = { on: Flags.string({ description: 'Write to this branch.', helpValue: 'REF' }), ...dryRun };

  protected async act({ args, flags }: Parsed<typeof CrqComment>, ports: Wired): Promise<Answer> {
    const outcome = await change(ports, 'crq comment', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planComment(repo, basis, args.id, args.text, flags.on),
    );
    return changed<Commented>(
      outcome,
      (made, paint) => `${paint.id(made.id)} commented on ${made.branch}\n${made.path}`,
    );
  }
}
