/** gitcrq pane new: a window with one pane. */
import * as Flags from '@oclif/core/flags';
import { newPane } from '../../src/app/panes.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { onTmux } from '../../src/surface/flags.ts';
import { paneMade } from '../../src/surface/pane-text.ts';

export default class PaneNew extends GitcrqCommand<typeof PaneNew> {
  static override summary = 'Make a window with one pane, in a session that is made if there is none.';
  static override description =
    'The session is the one named, else the one around, else `gitcrq`. What the session shows stays as it is. The pane starts where the command works (--cwd), with COMMAND or with your shell.';
  static override tail = 'dashdash' as const;
  static override examples = [
    '<%= config.bin %> pane new',
    '<%= config.bin %> pane new --session work --name tests --cwd web -- npm test',
  ];
  static override flags = {
    session: Flags.string({ description: 'The session, by its whole name or $N.', helpValue: 'S' }),
    name: Flags.string({ description: 'What the window is called.', helpValue: 'N' }),
    ...onTmux,
  };

  protected async act({ flags, tail }: Parsed<typeof PaneNew>, ports: Wired): Promise<Answer> {
    const { session, name } = flags;
    return paneMade(await newPane(ports, { socket: flags['tmux-socket'], session, name, command: tail }));
  }
}
