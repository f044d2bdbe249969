/** gitcrq crq cancel: gives a request up. */
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { transition, transitionArgs, transitionFlags } from '../../src/surface/transition.ts';

export default class CrqCancel extends GitcrqCommand<typeof CrqCancel> {
  static override summary = 'Give a change request up; a reason is wanted.';
  static override aliases = ['cancel'];
  static override examples = ['<%= config.bin %> cancel CRQ-42 -m "no longer needed"'];
  static override args = transitionArgs;
  static override flags = transitionFlags;

  protected act(parsed: Parsed<typeof CrqCancel>, ports: Wired): Promise<Answer> {
    return transition(parsed, ports, 'cancel', 'cancelled');
  }
}
