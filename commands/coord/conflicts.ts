/** gitcrq coord conflicts: leases of others that are in the way. */
import { conflicts } from '../../src/app/lease-conflicts.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { rest } from '../../src/surface/flags.ts';
import { conflictsText, staleNote } from '../../src/surface/lease-text.ts';

export default class CoordConflicts extends GitcrqCommand<typeof CoordConflicts> {
  static override summary = 'List leases of others on what is named, or on what this checkout changes.';
  static override description =
    'A name is looked for among paths, by overlap, and among issues, specs, components and requests, as it stands.';
  static override examples = [
    '<%= config.bin %> coord conflicts',
    "<%= config.bin %> coord conflicts 'src/**' '#42' CRQ-7",
  ];
  static override args = {
    path: rest('Paths, globs or names; left out, what differs from the base, and its request.'),
  };

  protected async act({ args }: Parsed<typeof CoordConflicts>, ports: Wired): Promise<Answer> {
    const found = await conflicts(ports, args.path ?? []);
    return {
      exit: found.conflicts.length === 0 ? 0 : 1,
      value: found,
      text: (paint) => conflictsText(found.conflicts, paint),
      notes: staleNote(found),
    };
  }
}
