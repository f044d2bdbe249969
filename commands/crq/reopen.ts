/** gitcrq crq reopen: takes up a request again. */
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { transition, transitionArgs, transitionFlags } from '../../src/surface/transition.ts';

export default class CrqReopen extends GitcrqCommand<typeof CrqReopen> {
  static override summary = 'Take up a closed, rejected, deferred or cancelled change request again.';
  static override aliases = ['reopen'];
  static override examples = ['<%= config.bin %> reopen CRQ-42 -m "the fix did not hold"'];
  static override args = transitionArgs;
  static override flags = transitionFlags;

  protected act(parsed: Parsed<typeof CrqReopen>, ports: Wired): Promise<Answer> {
    return transition(parsed, ports, 'reopen', null);
  }
}
