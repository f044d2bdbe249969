/** gitcrq pane list: every pane of the tmux server. */
import * as Flags from '@oclif/core/flags';
import { panesOf } from '../../src/app/panes.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { onTmux } from '../../src/surface/flags.ts';
import { paneList } from '../../src/surface/pane-text.ts';

export default class PaneList extends GitcrqCommand<typeof PaneList> {
  static override summary = 'List the panes of tmux by their stable ids, with what runs in them.';
  static override examples = ['<%= config.bin %> pane list', '<%= config.bin %> pane list --session work --json'];
  static override flags = {
    session: Flags.string({ description: 'Only those of this session, by its whole name or $N.', helpValue: 'S' }),
    ...onTmux,
  };

  protected async act({ flags }: Parsed<typeof PaneList>, ports: Wired): Promise<Answer> {
    return paneList(await panesOf(ports, { socket: flags['tmux-socket'], session: flags.session }));
  }
}
