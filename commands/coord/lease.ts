/** gitcrq coord lease: hold a path or a name, so that nobody else does. */
import * as Flags from '@oclif/core/flags';
import { hold } from '../../src/app/lease-hold.ts';
import { planTake } from '../../src/app/lease-plan.ts';
import { take } from '../../src/app/lease-take.ts';
import { DEFAULT_PRIORITY, LEASE_TYPES, LEAST_TTL_S, MOST_PRIORITY, MOST_TTL_S } from '../../src/domain/lease.ts';
import { planned } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, requiredRest, span } from '../../src/surface/flags.ts';
import { leaveInterrupts } from '../../src/surface/interrupt.ts';
import { leaseHeld, leaseTaken } from '../../src/surface/lease-text.ts';

export default class CoordLease extends GitcrqCommand<typeof CoordLease> {
  static override summary =
    'Hold files, globs, issues or other names, all or none of them, until they are released or expire.';
  static override description =
    'The remote decides who holds a lease, by compare-and-swap. Again by the same holder, it renews. A holder is an agent in one session: a pane of tmux, else a checkout. With -- COMMAND it is renewed while COMMAND runs, and released at its end; the exit code is that of COMMAND. If the lease is lost, COMMAND is ended.';
  static override aliases = ['lease'];
  static override tail = 'dashdash' as const;
  static override examples = [
    '<%= config.bin %> coord lease src/login.ts',
    "<%= config.bin %> coord lease 'src/web/**' docs/web.md --ttl 30m",
    '<%= config.bin %> coord lease --type issue "#42" --wait 5m',
    '<%= config.bin %> lease src/login.ts -- npm run migrate',
  ];
  static override args = { path: requiredRest('A file, a folder or a glob; with --type, any name.') };
  static override flags = {
    type: Flags.option({ options: LEASE_TYPES, description: 'What is held; left out, a file or a glob.' })(),
    priority: Flags.integer({
      description: 'How much it matters, beside others who want it.',
      default: DEFAULT_PRIORITY,
      min: 0,
      max: MOST_PRIORITY,
    }),
    ttl: span('How long it lasts if nothing renews it; left out, lease.ttl of the policy.', LEAST_TTL_S, MOST_TTL_S),
    wait: span('How long to wait for whoever holds it.', 0, 30 * MOST_TTL_S),
    ...dryRun,
  };

  protected async act({ args, flags, tail }: Parsed<typeof CoordLease>, ports: Wired): Promise<Answer> {
    const { type, priority, ttl, wait } = flags;
    const asked = { words: args.path, type, priority, ttl_s: ttl ?? null, wait_s: wait ?? 0 };
    if (!flags['dry-run'] && tail.length > 0)
      return leaseHeld(await hold(ports, { ...asked, argv: tail, json: this.json, begin: leaveInterrupts }));
    if (!flags['dry-run']) return leaseTaken(await take(ports, asked));
    const plan = await planTake(ports, asked);
    return 'leases' in plan ? leaseTaken(plan) : planned(plan);
  }
}
