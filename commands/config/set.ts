/** gitcrq config set: one key of the policy file in this checkout. */
import { change } from '../../src/app/change.ts';
import { type ConfigSet as KeySet, planConfigSet } from '../../src/app/config.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg } from '../../src/surface/flags.ts';

export default class ConfigSet extends GitcrqCommand<typeof ConfigSet> {
  static override summary = 'Change one key of gitcrq.yaml in this checkout; every other byte stays.';
  static override description = 'Commit the file with its change request: the policy counts once it is on the base.';
  static override examples = [
    '<%= config.bin %> config set merge.test "npm test"',
    '<%= config.bin %> config set branches.protected "[main, release]"',
  ];
  static override args = {
    key: requiredArg('A dotted key, as merge.test.'),
    value: requiredArg('The value, as YAML.'),
  };
  static override flags = dryRun;

  protected async act({ args, flags }: Parsed<typeof ConfigSet>, ports: Wired): Promise<Answer> {
    const outcome = await change(ports, 'config set', { dryRun: flags['dry-run'], adopted: false }, ({ repo }) =>
      Promise.resolve(planConfigSet(repo, args.key, args.value)),
    );
    return changed<KeySet>(
      outcome,
      (set) => `${set.key} set in ${set.path}`,
      () => ['commit it on the branch of a change request: the policy counts once it is on the base'],
    );
  }
}
