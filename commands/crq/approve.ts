/** gitcrq crq approve: authorises an open request. */
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { transition, transitionArgs, transitionFlags } from '../../src/surface/transition.ts';

export default class CrqApprove extends GitcrqCommand<typeof CrqApprove> {
  static override summary = 'Authorise an open change request: it may be worked on and land.';
  static override aliases = ['approve'];
  static override examples = [
    '<%= config.bin %> approve CRQ-42',
    '<%= config.bin %> crq approve 42 -m "agreed in review"',
  ];
  static override args = transitionArgs;
  static override flags = transitionFlags;

  protected act(parsed: Parsed<typeof CrqApprove>, ports: Wired): Promise<Answer> {
    return transition(parsed, ports, 'approve', 'approved');
  }
}
