/** gitcrq pane kill: ends a pane or a session that gitcrq made. */
import * as Flags from '@oclif/core/flags';
import { kill } from '../../src/app/panes.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg, onTmux } from '../../src/surface/flags.ts';
import { usage } from '../../src/surface/usage.ts';

export default class PaneKill extends GitcrqCommand<typeof PaneKill> {
  static override summary = 'End a pane or a session, with what runs there; without --force only what gitcrq made.';
  static override examples = ['<%= config.bin %> pane kill %4', '<%= config.bin %> pane kill --session work --force'];
  static override args = { pane: arg('The pane: %4, or session:window.pane.') };
  static override flags = {
    session: Flags.string({ description: 'The whole session, by its whole name or $N.', helpValue: 'S' }),
    force: Flags.boolean({ description: 'Also what somebody else made.', default: false }),
    ...onTmux,
  };

  protected async act({ args, flags }: Parsed<typeof PaneKill>, ports: Wired): Promise<Answer> {
    const { session, force } = flags;
    if ((args.pane === undefined) === (session === undefined))
      throw usage('either a pane or --session says what is ended', 'pane kill');
    const what = session === undefined ? { pane: args.pane ?? '' } : { session };
    const killed = await kill(ports, flags['tmux-socket'], { ...what, force });
    return { value: { killed, session: session ?? null }, text: `ended: ${killed.join(', ')}` };
  }
}
