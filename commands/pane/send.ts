/** gitcrq pane send: text and keys for the program in a pane. */
import * as Flags from '@oclif/core/flags';
import { withPane } from '../../src/app/panes.ts';
import { ok } from '../../src/domain/result.ts';
import { paneRow } from '../../src/exec/tmux/row.ts';
import { sendTo } from '../../src/exec/tmux/send.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { list, onPane, requiredArg, rest } from '../../src/surface/flags.ts';
import { usage } from '../../src/surface/usage.ts';

export default class PaneSend extends GitcrqCommand<typeof PaneSend> {
  static override summary = 'Send text to the program in a pane, byte for byte; then keys by their names; then Enter.';
  static override description =
    'No word of TEXT is the name of a key. To run a command and learn how it ends, use `gitcrq run`.';
  static override examples = [
    '<%= config.bin %> pane send %4 "make check" --enter',
    '<%= config.bin %> pane send work:1.0 --key C-c --key Up --key Enter',
    '<%= config.bin %> pane send %4 -- --version',
  ];
  static override args = {
    pane: requiredArg('The pane: %4, 1, or session:window.pane.'),
    text: rest('Words, with a space between them.'),
  };
  static override flags = {
    enter: Flags.boolean({ description: 'Press Enter at the end.', default: false }),
    key: list('A key by its name, such as Tab or C-c; may be given several times.', { helpValue: 'KEY' }),
    ...onPane,
  };

  protected async act({ args, flags }: Parsed<typeof PaneSend>, ports: Wired): Promise<Answer> {
    const { enter, key: keys = [], session } = flags;
    const sent = { text: (args.text ?? []).join(' '), keys, enter };
    if (sent.text === '' && keys.length === 0 && !enter) throw usage('there is nothing to send', 'pane send');
    return withPane(ports, { socket: flags['tmux-socket'], session }, args.pane, async (tmux, pane) => {
      const bytes = await sendTo(tmux, pane, sent);
      if (!bytes.ok) return bytes;
      const value = { pane: paneRow(pane), bytes: bytes.value, keys: [...keys, ...(enter ? ['Enter'] : [])] };
      return ok({ value, text: `sent to ${pane.id}, where ${pane.command} runs` });
    });
  }
}
