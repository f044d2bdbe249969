/** gitcrq config get: what is in force. */
import { inClone } from '../../src/app/clone.ts';
import { policyValue } from '../../src/store/policy-edit.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg } from '../../src/surface/flags.ts';

export default class ConfigGet extends GitcrqCommand<typeof ConfigGet> {
  static override summary = 'Print a value of the policy in force on the base, defaults included.';
  static override examples = ['<%= config.bin %> config get', '<%= config.bin %> config get branches.protected'];
  static override args = { key: arg('A dotted key, as merge.test; all of them, if left out.') };

  protected async act({ args }: Parsed<typeof ConfigGet>, ports: Wired): Promise<Answer> {
    const value = await inClone(ports, async ({ basis }) => policyValue(basis.policy, args.key));
    return {
      value: { key: args.key ?? null, value },
      text: typeof value === 'string' ? value : JSON.stringify(value, null, 2),
    };
  }
}
