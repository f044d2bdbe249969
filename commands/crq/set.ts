/** gitcrq crq set: single keys of a request. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { type Edited, planSet } from '../../src/crq/edit.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg, requiredRest } from '../../src/surface/flags.ts';

export default class CrqSet extends GitcrqCommand<typeof CrqSet> {
  static override summary = 'Change keys of a change request; only their lines change.';
  static override examples = [
    '<%= config.bin %> crq set CRQ-42 priority=high',
    '<%= config.bin %> crq set 42 owner=ada@example.com labels=login,web',
  ];
  static override args = {
    id: requiredArg('The change request, as CRQ-42 or 42.'),
    values: requiredRest('KEY=VALUE; a list is separated by commas.'),
  };
  static override flags = { on: Flags.string({ description: 'Write to this branch.', helpValue: 'REF' }), ...dryRun };

  protected async act({ args, flags }: Parsed<typeof CrqSet>, ports: Wired): Promise<Answer> {
    const outcome = await change(ports, 'crq set', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planSet(repo, basis, args.id, args.values, flags.on),
    );
    return changed<Edited>(outcome, (edit, paint) => `${paint.id(edit.id)} changed on ${edit.branch}`);
  }
}
