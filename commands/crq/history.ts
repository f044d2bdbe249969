/** gitcrq crq history: the commits of one request, or the same as a section of a file. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { inClone } from '../../src/app/clone.ts';
import { crqHistory, type CrqHistory as History } from '../../src/crq/history.ts';
import { planHistory, type WrittenHistory } from '../../src/crq/history-write.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg } from '../../src/surface/flags.ts';
import { CUT_SHORT, historyText } from '../../src/surface/history-text.ts';
import { counted } from '../../src/surface/plural.ts';

const notes = ({ shallow }: History): readonly string[] => (shallow === true ? [CUT_SHORT] : []);

export default class CrqHistory extends GitcrqCommand<typeof CrqHistory> {
  static override summary = 'List the commits of a change request, oldest first.';
  static override description =
    'With --write the list becomes a section `## Commit History` of FILE, between two comment lines. Everything outside them stays as it is, and the same history written again changes nothing.';
  static override examples = [
    '<%= config.bin %> crq history CRQ-42',
    '<%= config.bin %> crq history 42 --write docs/login.md',
  ];
  static override args = { id: requiredArg('The change request, as CRQ-42 or 42.') };
  static override flags = {
    write: Flags.string({ description: 'Write the list into this file of the work tree.', helpValue: 'FILE' }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof CrqHistory>, ports: Wired): Promise<Answer> {
    const { write } = flags;
    if (write === undefined) {
      const history = await inClone(ports, ({ repo, basis }) => crqHistory(repo, basis, args.id));
      return { value: history, text: (paint) => historyText(history, paint), notes: notes(history) };
    }
    const outcome = await change(ports, 'crq history', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
      planHistory(repo, basis, args.id, write),
    );
    return changed<WrittenHistory>(
      outcome,
      ({ id, path, commits, changed: written }, paint) =>
        `${paint.id(id)} ${counted(commits.length, 'commit')} ${written ? 'written to' : 'stand already in'} ${path}`,
      notes,
    );
  }
}
