/** gitcrq crq reject: says no to a request. */
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { transition, transitionArgs, transitionFlags } from '../../src/surface/transition.ts';

export default class CrqReject extends GitcrqCommand<typeof CrqReject> {
  static override summary = 'Say no to a change request; a reason is wanted.';
  static override aliases = ['reject'];
  static override examples = ['<%= config.bin %> reject CRQ-42 -m "out of scope"'];
  static override args = transitionArgs;
  static override flags = transitionFlags;

  protected act(parsed: Parsed<typeof CrqReject>, ports: Wired): Promise<Answer> {
    return transition(parsed, ports, 'reject', 'rejected');
  }
}
