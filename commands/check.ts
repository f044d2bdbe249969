/** gitcrq check: the gate. */
import * as Flags from '@oclif/core/flags';
import { inClone } from '../src/app/clone.ts';
import { ok, unwrap } from '../src/domain/result.ts';
import { checkRange, type Report } from '../src/enforce/check.ts';
import { checkText } from '../src/enforce/check-text.ts';
import type { HookVerdict } from '../src/enforce/hooks/hook.ts';
import { verdictText } from '../src/enforce/hooks/refusal-text.ts';
import { isJudgeable, resolveRange } from '../src/enforce/range.ts';
import { judgePush } from '../src/enforce/server/pre-receive.ts';
import { INPUT_LIMIT } from '../src/enforce/server/updates.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { success } from '../src/surface/envelope.ts';
import { arg, list } from '../src/surface/flags.ts';
import { readInput } from '../src/sys/input.ts';

/** git shows the pusher whatever a hook says. */
const judged = (verdict: HookVerdict): Answer<HookVerdict> => ({
  exit: verdict.refusals.length > 0 ? 1 : 0,
  value: verdict,
  text: (paint) => verdictText(verdict, paint),
});

export default class Check extends GitcrqCommand<typeof Check> {
  static override summary = 'Judge commits, branch name and records by the rules: the gate.';
  static override description =
    'Without RANGE, the branch checked out is judged against its base. Hooks help; this command decides, in CI as well. Exit 1 if there is an error-level finding.';
  static override examples = [
    '<%= config.bin %> check',
    '<%= config.bin %> check origin/main..HEAD --format json',
    '<%= config.bin %> check --all --external --prefix ZOOKEEPER',
  ];
  static override args = { range: arg('A branch or revision, judged against its base, or FROM..TO.') };
  static override flags = {
    format: Flags.string({ description: 'How to print the report.', options: ['text', 'json'], default: 'text' }),
    since: Flags.string({ description: 'Judge what came after this revision.', helpValue: 'REF' }),
    all: Flags.boolean({ description: 'Judge the whole history.', default: false }),
    external: Flags.boolean({
      description: 'A repository that never used gitcrq: judge linkage only, without a policy.',
      default: false,
    }),
    prefix: list('A key whose ids count as links; with --external.', { helpValue: 'KEY' }),
    as: Flags.string({
      description: "Judge a push as git's pre-receive hook does: its lines come on standard input.",
      options: ['pre-receive'],
      exclusive: ['since', 'all', 'external'],
    }),
  };

  protected async act({ args, flags }: Parsed<typeof Check>, ports: Wired): Promise<Answer<Report | HookVerdict>> {
    if (flags.as !== undefined) return judged(unwrap(await judgePush(ports, ports.cwd, await readInput(INPUT_LIMIT))));
    const { since, all, external, prefix: prefixes = [] } = flags;
    const { report, adopted, base } = await inClone(ports, async ({ repo, basis }) => {
      const range = await resolveRange(repo, basis, { range: args.range, since, all, external, prefixes });
      if (!range.ok) return range;
      const judgeable = isJudgeable(repo, basis, range.value);
      if (!judgeable.ok) return judgeable;
      const report = await checkRange(repo, basis, range.value);
      return report.ok ? ok({ report: report.value, adopted: basis.adopted, base: basis.base }) : report;
    });
    const exit = report.summary.errors > 0 ? 1 : 0;
    const notes = adopted || external ? [] : [`${base} has no gitcrq.yaml, so nothing was judged; next: gitcrq init`];
    const text =
      flags.format === 'json'
        ? { raw: success(report, exit) }
        : (paint: Parameters<typeof checkText>[1]) => checkText(report, paint);
    return { exit, value: report, text, notes };
  }
}
