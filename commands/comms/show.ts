/** gitcrq comms show: one message, and what became of it. */
import { message } from '../../src/app/comms.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { requiredArg } from '../../src/surface/flags.ts';
import { messageText } from '../../src/surface/message-text.ts';

export default class CommsShow extends GitcrqCommand<typeof CommsShow> {
  static override summary = 'Show one message: what it says, who signed it, and when it was done with.';
  static override examples = ['<%= config.bin %> comms show 019a3c5e-7a00-7abc-8def-0123456789ab'];
  static override args = { id: requiredArg('The message, as comms list names it.') };

  protected async act({ args }: Parsed<typeof CommsShow>, ports: Wired): Promise<Answer> {
    const shown = await message(ports, args.id);
    return { value: shown, text: (paint) => messageText(shown, paint) };
  }
}
