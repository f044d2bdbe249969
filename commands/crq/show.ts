/** gitcrq crq show: one request with its commits. */
import * as Flags from '@oclif/core/flags';
import { inClone } from '../../src/app/clone.ts';
import { branchGlobs, showCrq } from '../../src/crq/show.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { showText } from '../../src/surface/crq-show-text.ts';
import { requiredArg } from '../../src/surface/flags.ts';
import { CUT_SHORT } from '../../src/surface/history-text.ts';

export default class CrqShow extends GitcrqCommand<typeof CrqShow> {
  static override summary = 'Show one change request: its text, branches, commits and transitions.';
  static override examples = [
    '<%= config.bin %> crq show CRQ-42',
    '<%= config.bin %> crq show 42 --history',
    '<%= config.bin %> crq show 42 --json',
  ];
  static override args = { id: requiredArg('The change request, as CRQ-42 or 42.') };
  static override flags = {
    history: Flags.boolean({ description: 'Show what each commit says of itself, too.', default: false }),
  };

  protected async act({ args, flags }: Parsed<typeof CrqShow>, ports: Wired): Promise<Answer> {
    const crq = await inClone(ports, ({ repo, basis }) => showCrq(repo, basis, args.id, flags.history), {
      refs: branchGlobs(args.id),
    });
    const notes = crq.shallow === true ? [CUT_SHORT] : [];
    return { value: crq, text: (paint) => showText(crq, flags.history, paint), notes };
  }
}
