/** gitcrq crq import: documents that were written before gitcrq. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { type Imported, planImport } from '../../src/crq/import.ts';
import { INPUT } from '../../src/crq/import-sources.ts';
import { MAX_CRQ_BYTES } from '../../src/store/crq-read.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { importNotes, importText } from '../../src/surface/crq-import-text.ts';
import { dryRun, requiredRest } from '../../src/surface/flags.ts';
import { readInput } from '../../src/sys/input.ts';

export default class CrqImport extends GitcrqCommand<typeof CrqImport> {
  static override summary = 'Make change requests of documents that were written before gitcrq.';
  static override description =
    'Reads Markdown files, and all of a folder, whatever their shape: titles, states, people, dates, dependencies. The texts stay byte for byte and the files where they are. A document keeps its number where that is free. All records are one commit: on the base, or where that is protected on a branch of its own, which lands when its request is closed. What was imported before is left out.';
  static override examples = [
    '<%= config.bin %> crq import docs/crqs --dry-run',
    '<%= config.bin %> crq import old/CRQ-015-login.md old/crq_search.md',
  ];
  static override args = {
    path: requiredRest('A file, or a folder with *.md files, here or anywhere; - is standard input.'),
  };
  static override flags = { on: Flags.string({ description: 'Write to this branch.', helpValue: 'REF' }), ...dryRun };

  protected async act({ args, flags }: Parsed<typeof CrqImport>, ports: Wired): Promise<Answer> {
    const input = args.path.includes(INPUT) ? await readInput(MAX_CRQ_BYTES + 1) : undefined;
    const outcome = await change(ports, 'crq import', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planImport(repo, basis, { paths: args.path, on: flags.on, ...(input && { input }) }),
    );
    const imported = outcome.answer as Imported; // its own planner's; after a kill the journal gives it back
    const { lines, reported } = outcome;
    return {
      exit: imported.failed.length > 0 ? 1 : 0,
      value: lines === null ? imported : { ...imported, plan: lines },
      text: (paint) => importText(imported, lines !== null, paint),
      notes: importNotes(imported, lines !== null),
      reported,
    };
  }
}
