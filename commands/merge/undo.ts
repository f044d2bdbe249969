/** gitcrq merge undo: a landing is taken back by new commits. */
import { takeBack } from '../../src/app/direct.ts';
import { quoted } from '../../src/domain/quote.ts';
import type { TakenBack } from '../../src/merge/take-back.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg } from '../../src/surface/flags.ts';

export default class MergeUndo extends GitcrqCommand<typeof MergeUndo> {
  static override summary = 'Take back what a request has landed, by new commits.';
  static override description =
    'The base gets a commit that undoes the change and keeps the records; the request is open again, and its branch is there with the work. From any clone, whoever landed it.';
  static override examples = ['<%= config.bin %> merge undo CRQ-42', '<%= config.bin %> merge undo 42 --dry-run'];
  static override args = { id: requiredArg('The change request, as CRQ-42 or 42.') };
  static override flags = { ...dryRun };

  protected async act({ args, flags }: Parsed<typeof MergeUndo>, ports: Wired): Promise<Answer> {
    return changed<TakenBack>(
      await takeBack(ports, args.id, flags['dry-run']),
      ({ crq, target, oid }, paint) => `${paint.id(crq)} taken back from ${target} as ${oid.slice(0, 12)}`,
      ({ branch }) => [`the work goes on: git switch ${quoted(branch)}`],
    );
  }
}
