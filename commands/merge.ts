/** gitcrq merge: one landing pass. */
import * as Flags from '@oclif/core/flags';
import { inChange } from '../src/app/change.ts';
import { landerOf } from '../src/app/lander.ts';
import { askedId } from '../src/crq/find.ts';
import { STRATEGIES } from '../src/domain/policy.ts';
import { landPass } from '../src/merge/land.ts';
import { overrideWords } from '../src/merge/override.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { dryRun, rest } from '../src/surface/flags.ts';
import { passAnswer } from '../src/surface/landing-text.ts';

export default class Merge extends GitcrqCommand<typeof Merge> {
  static override summary = 'Land the branches whose change requests are closed.';
  static override description =
    'Each branch is put on top of its base without a checkout, tested as that very commit, and pushed by compare-and-swap together with the queue log. Exit 1: something asked for by id, or with --all anything that asks to land, was held or evicted.';
  static override examples = [
    '<%= config.bin %> merge',
    '<%= config.bin %> merge CRQ-42',
    '<%= config.bin %> merge --all --window 4',
    '<%= config.bin %> merge --dry-run',
    '<%= config.bin %> merge CRQ-42 --strategy squash',
    '<%= config.bin %> merge CRQ-42 --override freeze --reason "the shop is down"',
  ];
  static override args = { ids: rest('The requests to land; without any, everything that asks to.') };
  static override flags = {
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
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof Merge>, ports: Wired): Promise<Answer> {
    const texts = args.ids ?? [];
    const pass = await inChange(ports, { dryRun: flags['dry-run'] }, async (clone) => {
      const { repo, basis, request } = clone;
      const ids = texts.map((text) => askedId(basis, text));
      const bad = ids.find((id) => !id.ok);
      if (bad !== undefined && !bad.ok) return bad;
      const wanted = ids.flatMap((id) => (id.ok ? [id.value] : []));
      const override = overrideWords(flags.override ?? [], flags.reason, wanted);
      if (!override.ok) return override;
      const by = {
        ...landerOf(clone),
        ...(flags.strategy && { strategy: flags.strategy }),
        ...(flags.window && { width: flags.window }),
        ...(override.value && { override: override.value }),
      };
      return landPass(repo, basis, request, wanted.length === 0 || flags.all ? 'all' : wanted, by);
    });
    return passAnswer(pass, flags.all || texts.length > 0);
  }
}
