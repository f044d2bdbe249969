/** gitcrq pane snapshot: everything the panes show at one time. */
import * as Flags from '@oclif/core/flags';
import { snapshotNow } from '../../src/app/pane-search.ts';
import { SNAPSHOT_LINES } from '../../src/exec/tmux/snapshot.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { onTmux } from '../../src/surface/flags.ts';
import { takenText } from '../../src/surface/pane-search-text.ts';

export default class PaneSnapshot extends GitcrqCommand<typeof PaneSnapshot> {
  static override summary = 'Every session, window and pane: size, directory, program, request, and what it has shown.';
  static override description = 'With --save it is kept in the git directory, where `gitcrq pane search` finds it.';
  static override examples = [
    '<%= config.bin %> pane snapshot --save',
    '<%= config.bin %> pane snapshot --lines 100 --json',
    '<%= config.bin %> pane snapshot --output panes.json',
  ];
  static override flags = {
    save: Flags.boolean({ description: 'Keep it; the newest 50 are kept.', default: false, exclusive: ['output'] }),
    output: Flags.string({ description: 'Write it to this file, as JSON; `-` is standard output.', helpValue: 'FILE' }),
    lines: Flags.integer({
      description: 'How many lines of each pane.',
      helpValue: 'N',
      min: 1,
      max: 1_000_000,
      default: SNAPSHOT_LINES,
    }),
    ...onTmux,
  };

  protected async act({ flags }: Parsed<typeof PaneSnapshot>, ports: Wired): Promise<Answer> {
    const { save, lines } = flags;
    const output = flags.output === '-' ? undefined : flags.output;
    const taken = await snapshotNow(ports, { socket: flags['tmux-socket'], lines, to: { save, output } });
    if (flags.output === '-') return { value: taken, text: { raw: `${JSON.stringify(taken.snapshot)}\n` } };
    return { value: taken, text: (paint) => takenText(taken, paint) };
  }
}
