/** gitcrq crq edit: a whole request in the user's editor. */
import * as Flags from '@oclif/core/flags';
import { editRecord } from '../../src/app/edit.ts';
import type { Edited } from '../../src/crq/edit.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg } from '../../src/surface/flags.ts';
import { outIsTerminal } from '../../src/surface/print.ts';

export default class CrqEdit extends GitcrqCommand<typeof CrqEdit> {
  static override summary = 'Edit a change request in your editor.';
  static override description =
    "The editor is git's: GIT_EDITOR, core.editor, VISUAL or EDITOR. It gets a copy; what comes back is checked before it takes the record's place, and kept in a file if it is refused. Id, date and author stay.";
  static override examples = [
    '<%= config.bin %> crq edit CRQ-42',
    '<%= config.bin %> crq edit 42 -m "after the review"',
  ];
  static override args = { id: requiredArg('The change request, as CRQ-42 or 42.') };
  static override flags = {
    message: Flags.string({ char: 'm', description: 'Why; it is kept in the commit.', helpValue: 'TEXT' }),
    on: Flags.string({ description: 'Write to this branch.', helpValue: 'REF' }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof CrqEdit>, ports: Wired): Promise<Answer> {
    const outcome = await editRecord(ports, {
      id: args.id,
      dryRun: flags['dry-run'],
      terminal: outIsTerminal(),
      ...(flags.on === undefined ? {} : { on: flags.on }),
      ...(flags.message === undefined ? {} : { reason: flags.message }),
    });
    return changed<Edited>(outcome, (made, paint) => `${paint.id(made.id)} changed on ${made.branch}`);
  }
}
