/** gitcrq pane select: the pane that its session shows and that gets keys. */
import { withPane } from '../../src/app/panes.ts';
import { paneRow } from '../../src/exec/tmux/row.ts';
import { selectPane } from '../../src/exec/tmux/select.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { onPane, requiredArg } from '../../src/surface/flags.ts';

export default class PaneSelect extends GitcrqCommand<typeof PaneSelect> {
  static override summary = 'Make a pane the active one, and its window the one its session shows.';
  static override examples = ['<%= config.bin %> pane select %4', '<%= config.bin %> pane select work:tests.1'];
  static override args = { pane: requiredArg('The pane: %4, 1, or session:window.pane.') };
  static override flags = { ...onPane };

  protected async act({ args, flags }: Parsed<typeof PaneSelect>, ports: Wired): Promise<Answer> {
    const on = { socket: flags['tmux-socket'], session: flags.session };
    const pane = await withPane(ports, on, args.pane, selectPane);
    return { value: { pane: paneRow(pane) }, text: (paint) => `${paint.id(pane.id)} is active in ${pane.session}` };
  }
}
