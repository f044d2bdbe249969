/** gitcrq crq defer: puts a request off. */
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { transition, transitionArgs, transitionFlags } from '../../src/surface/transition.ts';

export default class CrqDefer extends GitcrqCommand<typeof CrqDefer> {
  static override summary = 'Put a change request off; a reason is wanted.';
  static override aliases = ['defer'];
  static override examples = ['<%= config.bin %> defer CRQ-42 -m "after the release"'];
  static override args = transitionArgs;
  static override flags = transitionFlags;

  protected act(parsed: Parsed<typeof CrqDefer>, ports: Wired): Promise<Answer> {
    return transition(parsed, ports, 'defer', 'deferred');
  }
}
