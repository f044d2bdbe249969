/** gitcrq comms ack: a message is done with. */
import { ack } from '../../src/app/comms.ts';
import type { Acked } from '../../src/comms/inbox.ts';
import { changed as answer } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg } from '../../src/surface/flags.ts';

export default class CommsAck extends GitcrqCommand<typeof CommsAck> {
  static override summary = 'Be done with a message: it is kept, and no longer listed.';
  static override examples = ['<%= config.bin %> comms ack 019a3c5e-7a00-7abc-8def-0123456789ab'];
  static override args = { id: requiredArg('The message, as comms list names it.') };
  static override flags = { ...dryRun };

  protected async act({ args, flags }: Parsed<typeof CommsAck>, ports: Wired): Promise<Answer> {
    return answer<Acked>(await ack(ports, args.id, flags['dry-run']), ({ id, changed }, paint) =>
      changed ? `${paint.id(id)} done` : `${paint.id(id)} was done with before`,
    );
  }
}
