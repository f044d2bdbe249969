/** gitcrq pane split: a pane beside another one. */
import * as Flags from '@oclif/core/flags';
import { split } from '../../src/app/panes.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { onPane, requiredArg } from '../../src/surface/flags.ts';
import { paneMade } from '../../src/surface/pane-text.ts';
import { usage } from '../../src/surface/usage.ts';

const parseSize = (text: string): Promise<string> =>
  /^(?:[1-9]\d{0,4}|[1-9]\d?%)$/.test(text)
    ? Promise.resolve(text)
    : Promise.reject(usage(`${JSON.stringify(text)} is no size, such as 20 or 30%`, 'pane split'));

export default class PaneSplit extends GitcrqCommand<typeof PaneSplit> {
  static override summary = 'Make a pane beside another one, which stays the active one.';
  static override description = 'The pane starts where the command works (--cwd), with COMMAND or with your shell.';
  static override tail = 'dashdash' as const;
  static override examples = [
    '<%= config.bin %> pane split %4 --horizontal --size 30%',
    '<%= config.bin %> pane split work:1.0 -- npm test -- --watch',
  ];
  static override args = { pane: requiredArg('The pane: %4, 1, or session:window.pane.') };
  static override flags = {
    horizontal: Flags.boolean({ description: 'Side by side.', exclusive: ['vertical'], default: false }),
    vertical: Flags.boolean({ description: 'One above the other; so it is without either.', default: false }),
    size: Flags.custom<string>({
      description: 'Of the new pane, in character cells or as a part.',
      helpValue: 'N|N%',
      parse: parseSize,
    })(),
    ...onPane,
  };

  protected async act({ args, flags, tail }: Parsed<typeof PaneSplit>, ports: Wired): Promise<Answer> {
    const { horizontal, size, session } = flags;
    const on = { socket: flags['tmux-socket'], session };
    return paneMade(await split(ports, args.pane, { ...on, horizontal, size, command: tail }));
  }
}
