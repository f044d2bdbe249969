/** gitcrq coord release: give leases back. */
import * as Flags from '@oclif/core/flags';
import { planGiveBack } from '../../src/app/lease-plan.ts';
import { giveBack } from '../../src/app/lease-take.ts';
import { LEASE_TYPES } from '../../src/domain/lease.ts';
import { planned } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredRest } from '../../src/surface/flags.ts';

export default class CoordRelease extends GitcrqCommand<typeof CoordRelease> {
  static override summary = 'Give leases of this agent and session back, all or none of them.';
  static override examples = [
    '<%= config.bin %> coord release src/login.ts',
    '<%= config.bin %> coord release --type issue "#42"',
  ];
  static override args = { path: requiredRest('What was leased, in the same words.') };
  static override flags = {
    type: Flags.option({ options: LEASE_TYPES, description: 'What is held; left out, a file or a glob.' })(),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof CoordRelease>, ports: Wired): Promise<Answer> {
    const asked = { words: args.path, type: flags.type };
    if (flags['dry-run']) return planned(await planGiveBack(ports, asked));
    const released = (await giveBack(ports, asked)).map(({ key, token }) => ({ ...key, token }));
    return {
      value: { released },
      text: (paint) => released.map(({ type, key }) => `${paint.id(key)} ${paint.dim(type)} released`).join('\n'),
    };
  }
}
