/** gitcrq merge: one landing pass. */
import * as Flags from '@oclif/core/flags';
import { onePass } from '../src/app/pass.ts';
import { watch } from '../src/app/watch.ts';
import { STRATEGIES } from '../src/domain/policy.ts';
import type { Pass } from '../src/merge/land.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { dryRun, rest, span } from '../src/surface/flags.ts';
import { stopSignal } from '../src/surface/interrupt.ts';
import { passAnswer, passText } from '../src/surface/landing-text.ts';
import { usage } from '../src/surface/usage.ts';

export default class Merge extends GitcrqCommand<typeof Merge> {
  static override summary = 'Land the branches whose change requests are closed.';
  static override description =
    'Each branch is put on top of its base without a checkout, tested as that very commit, and pushed by compare-and-swap together with the queue log. Exit 1: something asked for by id, or with --all anything that asks to land, was held or evicted.';
  static override examples = [
    '<%= config.bin %> merge',
    '<%= config.bin %> merge CRQ-42',
    '<%= config.bin %> merge --all --window 4',
    '<%= config.bin %> merge --into release/2',
    '<%= config.bin %> merge --dry-run',
    '<%= config.bin %> merge --watch --interval 30s',
    '<%= config.bin %> merge CRQ-42 --strategy squash',
    '<%= config.bin %> merge CRQ-42 --override freeze --reason "the shop is down"',
  ];
  static override args = { ids: rest('The requests to land; without any, everything that asks to.') };
  static override flags = {
    into: Flags.string({
      description: 'Only what lands on this base.',
      helpValue: 'BRANCH',
    }),
    strategy: Flags.option({
      options: STRATEGIES,
      description: 'What each landing makes of its branch, instead of what merge.strategy of the policy says.',
    })(),
    override: Flags.string({
      description: 'Land against this requirement, as far as the policy lets it go. Needs the right `override`.',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      exclusive: ['all'],
    }),
    reason: Flags.string({
      description: 'Why; it stands in the log, signed.',
      helpValue: 'TEXT',
      dependsOn: ['override'],
    }),
    all: Flags.boolean({ description: 'Exit 1 if anything that asks to land does not.', default: false }),
    window: Flags.integer({
      description: 'How many tests may run side by side; as merge.window says, if left out.',
      helpValue: 'N',
      min: 1,
      max: 32,
    }),
    watch: Flags.boolean({
      description: 'Go on until stopped: a pass at each change of a branch, of the queue or of a review.',
      default: false,
      exclusive: ['dry-run', 'override'],
    }),
    interval: span('How often --watch asks the remote; 10s, if left out.', 1, 3600),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof Merge>, ports: Wired): Promise<Answer> {
    const { all, into, strategy, window, override, reason } = flags;
    const words = { ids: args.ids ?? [], all, dryRun: flags['dry-run'], into, strategy, window, override, reason };
    const whole = all ? '--all' : flags.watch ? '--watch' : null;
    if (whole !== null && words.ids.length > 0)
      throw usage(`${whole} lands whatever asks to, so it takes no request`, 'merge');
    if (flags.interval !== undefined && !flags.watch) throw usage('--interval is for --watch', 'merge');
    if (!flags.watch) return passAnswer(await onePass(ports, words), all || words.ids.length > 0);
    const { signal, exit } = stopSignal();
    const tell = (pass: Pass) => (this.json ? Promise.resolve() : this.print((paint) => passText(pass, paint)));
    const watched = await watch(ports, { ...words, interval_s: flags.interval ?? 10, signal, tell });
    return { exit: exit(), value: watched, text: () => `stopped; passes made: ${watched.passes}` };
  }
}
