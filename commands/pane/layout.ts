/** gitcrq pane layout: a session from a file, and a file from a session. */
import * as Flags from '@oclif/core/flags';
import { freezeTo, layOut, layoutLines } from '../../src/app/pane-layout.ts';
import { planned } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, onTmux, requiredArg } from '../../src/surface/flags.ts';
import { laidOut } from '../../src/surface/pane-text.ts';

export default class PaneLayout extends GitcrqCommand<typeof PaneLayout> {
  static override summary = 'Make a session with its windows and panes from a YAML file in the format of tmuxp.';
  static override description =
    'A session that is there gets the windows it lacks; nothing is ended or moved. Commands are run from a file and never typed; then the pane goes on as your shell.';
  static override examples = [
    '<%= config.bin %> pane layout dev.yaml',
    '<%= config.bin %> pane layout dev.yaml --dry-run',
    '<%= config.bin %> pane layout dev.yaml --freeze work',
  ];
  static override args = { file: requiredArg('The file.') };
  static override flags = {
    freeze: Flags.string({
      description: 'Write the file, from this session as it is now.',
      helpValue: 'SESSION',
      exclusive: ['dry-run'],
    }),
    ...onTmux,
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof PaneLayout>, ports: Wired): Promise<Answer> {
    const socket = flags['tmux-socket'];
    if (flags.freeze !== undefined) return laidOut(await freezeTo(ports, socket, args.file, flags.freeze));
    if (flags['dry-run']) return planned(await layoutLines(ports, socket, args.file));
    return laidOut(await layOut(ports, socket, args.file));
  }
}
