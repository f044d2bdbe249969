/** gitcrq trust remove: all keys of a name, or one by its id. */
import { change } from '../../src/app/change.ts';
import { planTrustRemove, type TrustRemoved } from '../../src/coord/trust-plan.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredArg } from '../../src/surface/flags.ts';

export default class TrustRemove extends GitcrqCommand<typeof TrustRemove> {
  static override summary = 'Stop trusting a name or a key, in gitcrq.yaml of this checkout; every other line stays.';
  static override description =
    'Commit the file with its change request. What was judged at commits before this one is judged as trust stood there.';
  static override examples = [
    '<%= config.bin %> trust remove ada-laptop',
    '<%= config.bin %> trust remove SHA256:2yRC7rPTVjUbdYrSfdBV5dF5L7Z9TnBLOGCJNqlKtVc',
  ];
  static override args = { who: requiredArg('A name, for all its keys; or the id of a key.') };
  static override flags = dryRun;

  protected async act({ args, flags }: Parsed<typeof TrustRemove>, ports: Wired): Promise<Answer> {
    const options = { dryRun: flags['dry-run'], adopted: false };
    const outcome = await change(ports, 'trust remove', options, ({ repo }) =>
      Promise.resolve(planTrustRemove(repo, args.who)),
    );
    return changed<TrustRemoved>(
      outcome,
      ({ removed }) => removed.map(({ name, id }) => `${name} is no longer trusted with ${id ?? 'a key'}`).join('\n'),
      ({ path }) => [`commit ${path} on the branch of a change request: it counts once it is on the base`],
    );
  }
}
