/** gitcrq crq move: one step of the lifecycle. */

import * as Args from '@oclif/core/args';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { transition, transitionArgs, transitionFlags } from '../../src/surface/transition.ts';

export default class CrqMove extends GitcrqCommand<typeof CrqMove> {
  static override summary = 'Bring a change request into another state.';
  static override description =
    'A step that the workflow of the policy does not allow is refused, and the legal ones are named.';
  static override examples = [
    '<%= config.bin %> crq move CRQ-42 open',
    '<%= config.bin %> crq move 42 deferred -m "after the release"',
  ];
  static override args = {
    ...transitionArgs,
    status: Args.string({ description: 'The state.', ignoreStdin: true, required: true }),
  };
  static override flags = transitionFlags;

  protected act(parsed: Parsed<typeof CrqMove>, ports: Wired): Promise<Answer> {
    return transition(parsed, ports, 'crq move', parsed.args.status);
  }
}
