/** gitcrq trust add: a key, or a right more for one that is trusted already. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { planTrust } from '../../src/app/trust.ts';
import type { TrustAdded } from '../../src/coord/trust-plan.ts';
import { RIGHTS, SIGNER_KINDS } from '../../src/domain/trust.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg, dryRun, requiredArg } from '../../src/surface/flags.ts';

export default class TrustAdd extends GitcrqCommand<typeof TrustAdd> {
  static override summary = 'Trust a public key with rights, in gitcrq.yaml of this checkout; every other line stays.';
  static override description =
    'Commit the file with its change request: trust counts once it is on the base. To replace a key, add the new one under the same name, and remove the old one by its id.';
  static override examples = [
    '<%= config.bin %> trust add ada ~/.ssh/id_ed25519.pub --kind person --right approve --right land',
    '<%= config.bin %> trust add ada-laptop --kind agent --right lease',
  ];
  static override args = {
    name: requiredArg('Whose key it is.'),
    key: arg("A public key, a file that holds one, or - for standard input; this clone's own key, if left out."),
  };
  static override flags = {
    kind: Flags.option({
      options: SIGNER_KINDS,
      description: 'What the name stands for; needed for a new name.',
    })(),
    right: Flags.option({
      options: RIGHTS,
      description: 'What the key may do.',
      multiple: true,
      multipleNonGreedy: true,
      required: true,
    })(),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof TrustAdd>, ports: Wired): Promise<Answer> {
    const isDry = flags['dry-run'];
    const outcome = await change(ports, 'trust add', { dryRun: isDry, adopted: false }, ({ repo }) =>
      planTrust(ports, repo, args.key, isDry, { name: args.name, kind: flags.kind, rights: flags.right }),
    );
    return changed<TrustAdded>(
      outcome,
      ({ name, kind, rights, id }) => `${name} (${kind}) may ${rights.join(', ')} with ${id}`,
      ({ path }) => [`commit ${path} on the branch of a change request: trust counts once it is on the base`],
    );
  }
}
