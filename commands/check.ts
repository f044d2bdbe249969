/** gitcrq check: the gate. */
import * as Flags from '@oclif/core/flags';
import { check } from '../src/app/check.ts';
import { fail, unwrap } from '../src/domain/result.ts';
import type { Report } from '../src/enforce/check.ts';
import type { HookVerdict } from '../src/enforce/hooks/hook.ts';
import { verdictText } from '../src/enforce/hooks/refusal-text.ts';
import { FORMATS } from '../src/enforce/reporters.ts';
import { judgePush } from '../src/enforce/server/pre-receive.ts';
import { INPUT_LIMIT } from '../src/enforce/server/updates.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { USAGE } from '../src/surface/errors.ts';
import { arg, list } from '../src/surface/flags.ts';
import { readFed } from '../src/sys/input.ts';

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
    '<%= config.bin %> check --format sarif --output gitcrq.sarif',
    '<%= config.bin %> check --message .git/COMMIT_EDITMSG',
    '<%= config.bin %> check --all --external --prefix ZOOKEEPER',
  ];
  static override args = { range: arg('A branch or revision, judged against its base, or FROM..TO.') };
  static override flags = {
    format: Flags.string({
      description: 'How to write the report.',
      options: FORMATS.map(({ name }) => name),
      default: 'text',
    }),
    output: Flags.string({
      description: 'Write the report to this file (`-` is standard output), and the text to standard output.',
      helpValue: 'FILE',
    }),
    since: Flags.string({ description: 'Judge what came after this revision.', helpValue: 'REF' }),
    all: Flags.boolean({ description: 'Judge the whole history.', default: false }),
    message: Flags.string({
      description: 'Judge only the message in this file (`-` is standard input), as if it were committed now.',
      helpValue: 'FILE',
      exclusive: ['since', 'all', 'external'],
    }),
    deepen: Flags.boolean({
      description: 'In a clone that was cut off (--depth), fetch what is missing first.',
      default: false,
    }),
    external: Flags.boolean({
      description: 'A repository that never used gitcrq: judge linkage only, without a policy.',
      default: false,
    }),
    prefix: list('A key whose ids count as links; with --external.', { helpValue: 'KEY' }),
    as: Flags.string({
      description: "Judge a push as git's pre-receive hook does: its lines come on standard input.",
      options: ['pre-receive'],
      exclusive: ['since', 'all', 'external', 'output', 'message'],
    }),
  };

  protected async act({ args, flags }: Parsed<typeof Check>, ports: Wired): Promise<Answer<Report | HookVerdict>> {
    if (flags.as !== undefined) return judged(unwrap(await judgePush(ports, ports.cwd, await readFed(INPUT_LIMIT))));
    const { since, all, external, prefix: prefixes = [], format, output, message, deepen } = flags;
    const collect = this.json;
    if (collect && !['text', 'json'].includes(format) && (output === undefined || output === '-'))
      throw fail(USAGE, `--json and --format ${format} are two documents for one standard output`, [
        `gitcrq check --json --format ${format} --output FILE`,
      ]).error;
    const words = { range: args.range, since, all, external, prefixes, format, output, collect, message, deepen };
    const { report, notes } = await check(ports, words, (part) => this.print(part));
    return { exit: report.summary.errors > 0 ? 1 : 0, value: report, text: '', notes };
  }
}
