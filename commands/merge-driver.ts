/** gitcrq merge-driver: what git calls for a record that changed on both sides. bin.ts answers git itself, without oclif. */
import * as Args from '@oclif/core/args';
import { type Driven, driveMerge } from '../src/app/merge-driver.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { requiredArg } from '../src/surface/flags.ts';

export default class MergeDriver extends GitcrqCommand<typeof MergeDriver> {
  static override summary = 'Merge one record by its keys; git calls this, once `hooks install` has told it to.';
  static override description =
    'Writes the result to the file of our side. Two changes of one key conflict, except that lists are sets, and that of two states the one counts that the workflow leads to from the other. What is no record is merged by lines.';
  static override examples = ['<%= config.bin %> merge-driver %O %A %B %P %L'];
  static override args = {
    base: requiredArg('The version both sides started from, %O.'),
    ours: requiredArg('Our version, %A; the result is written to it.'),
    theirs: requiredArg('Their version, %B.'),
    path: requiredArg('Where the record is in the repository, %P.'),
    size: Args.integer({
      description: 'How many signs a conflict marker has, %L.',
      default: 7,
      min: 1,
      ignoreStdin: true,
    }),
  };

  protected async act({ args }: Parsed<typeof MergeDriver>, ports: Wired): Promise<Answer<Driven>> {
    const { base, ours, theirs, path, size } = args;
    const driven = await driveMerge(ports, { base, ours, theirs, path, markerSize: size });
    const text = driven.clean ? `${path}: merged` : `${path}: merged, with conflicts`;
    return { exit: driven.clean ? 0 : 1, value: driven, text };
  }
}
