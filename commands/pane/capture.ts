/** gitcrq pane capture: what a pane shows. */
import * as Flags from '@oclif/core/flags';
import { withPane } from '../../src/app/panes.ts';
import { ok } from '../../src/domain/result.ts';
import { capture } from '../../src/exec/tmux/capture.ts';
import { paneRow } from '../../src/exec/tmux/row.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { onPane, requiredArg } from '../../src/surface/flags.ts';

export default class PaneCapture extends GitcrqCommand<typeof PaneCapture> {
  static override summary = 'Print what a pane shows; with --lines or --all, also what it has shown before.';
  static override examples = [
    '<%= config.bin %> pane capture %4',
    '<%= config.bin %> pane capture %4 --lines 200 --json',
    '<%= config.bin %> pane capture work:1.0 --all > log.txt',
  ];
  static override args = { pane: requiredArg('The pane: %4, 1, or session:window.pane.') };
  static override flags = {
    lines: Flags.integer({
      description: 'The last N lines that were written.',
      helpValue: 'N',
      min: 1,
      max: 10_000_000,
    }),
    all: Flags.boolean({ description: 'Everything that tmux keeps.', exclusive: ['lines'], default: false }),
    escapes: Flags.boolean({ description: 'With the escape sequences for colours and attributes.', default: false }),
    ...onPane,
  };

  protected async act({ args, flags }: Parsed<typeof PaneCapture>, ports: Wired): Promise<Answer> {
    const { all, escapes, session } = flags;
    const lines = all ? 'all' : (flags.lines ?? 'screen');
    return withPane(ports, { socket: flags['tmux-socket'], session }, args.pane, async (tmux, pane) => {
      const shown = await capture(tmux, pane, { lines, escapes });
      if (!shown.ok) return shown;
      const text = shown.value.join('\n');
      const value = { pane: paneRow(pane), lines: shown.value };
      return ok({ value, text: escapes ? { raw: `${text}\n` } : text });
    });
  }
}
