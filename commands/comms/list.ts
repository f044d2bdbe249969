/** gitcrq comms list: what others have told whoever is here. */
import { messages } from '../../src/app/comms.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { messageListText } from '../../src/surface/message-text.ts';

export default class CommsList extends GitcrqCommand<typeof CommsList> {
  static override summary = 'List the messages that wait for you.';
  static override description =
    'The queue tells the owner of a request when it lands, why it does not, and when its landing was taken back. Yours are the mailboxes of this agent (GITCRQ_AGENT) and of the address by which git knows you. Files that are no messages are listed with the reason.';
  static override examples = ['<%= config.bin %> comms list', '<%= config.bin %> comms list --json'];

  protected async act(_: Parsed<typeof CommsList>, ports: Wired): Promise<Answer> {
    const list = await messages(ports);
    return { value: list, text: (paint) => messageListText(list, paint) };
  }
}
