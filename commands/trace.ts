/** gitcrq trace: every commit with its change requests, and the gaps. */
import * as Flags from '@oclif/core/flags';
import { inClone } from '../src/app/clone.ts';
import { fail, ok } from '../src/domain/result.ts';
import { traceCsv } from '../src/enforce/trace/csv.ts';
import { traceHtml } from '../src/enforce/trace/html.ts';
import { understand } from '../src/enforce/trace/request.ts';
import { traceText } from '../src/enforce/trace/text.ts';
import { type Trace as Traced, trace } from '../src/enforce/trace/trace.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../src/surface/command.ts';
import { success } from '../src/surface/envelope.ts';
import { USAGE } from '../src/surface/errors.ts';
import { list, rest } from '../src/surface/flags.ts';
import { outColumns } from '../src/surface/print.ts';
import { cut } from '../src/surface/width.ts';

export default class Trace extends GitcrqCommand<typeof Trace> {
  static override summary = 'Show every commit with its change requests, its landing, and the gaps.';
  static override description =
    'Writes nothing and needs no set-up: on a repository that never used gitcrq it finds the id key by itself. Exit 1 if there are gaps.';
  static override examples = [
    '<%= config.bin %> trace',
    '<%= config.bin %> trace CRQ-42',
    '<%= config.bin %> trace --format html > trace.html',
    '<%= config.bin %> trace --since 2026-01-01 --gaps -- src/payments',
  ];
  static override args = { words: rest('A change request, a revision or range, or paths; -- PATH forces a path.') };
  static override tail = 'dashdash' as const;
  static override flags = {
    since: Flags.string({ description: 'Only commits from this day on.', helpValue: 'DATE' }),
    until: Flags.string({ description: 'Only commits up to this day.', helpValue: 'DATE' }),
    author: Flags.string({ description: 'Only commits whose author contains this.', helpValue: 'NAME' }),
    gaps: Flags.boolean({ description: 'Show only commits that belong to no request.', default: false }),
    prefix: list('A key whose ids count, instead of those of the policy.', { helpValue: 'KEY' }),
    external: Flags.boolean({ description: 'Judge all of history, whatever the policy says.', default: false }),
    format: Flags.string({
      description: 'How to print it.',
      options: ['text', 'json', 'csv', 'html'],
      default: 'text',
    }),
  };

  protected async act({ args, flags, tail }: Parsed<typeof Trace>, ports: Wired): Promise<Answer<Traced>> {
    if (this.json && !['text', 'json'].includes(flags.format))
      throw fail(USAGE, `--json and --format ${flags.format} are two answers`, [
        `gitcrq trace --format ${flags.format}`,
      ]).error;
    const { since, until, author, gaps, external, prefix: prefixes = [] } = flags;
    const { found, detailed, assumed } = await inClone(ports, async ({ repo, basis }) => {
      const understood = await understand(repo, basis, {
        words: args.words ?? [],
        paths: tail,
        since,
        until,
        author,
        gaps,
        prefixes,
        external,
      });
      if (!understood.ok) return understood;
      const { request, assumed } = understood.value;
      const found = await trace(repo, basis, request);
      const detailed =
        request.selection.kind === 'crq' || (request.selection.kind === 'revision' && request.selection.one);
      return found.ok ? ok({ found: found.value, detailed, assumed }) : found;
    });
    const exit = found.summary.gaps > 0 ? 1 : 0;
    const forms: Readonly<Record<string, () => string>> = {
      json: () => success(found, exit),
      csv: () => traceCsv(found),
      html: () => traceHtml(found, ports.clock.now().toISOString()),
    };
    const raw = forms[flags.format]?.();
    const text =
      raw === undefined ? (paint: Paint) => traceText(found, detailed, paint, { columns: outColumns(), cut }) : { raw };
    return { exit, value: found, text, notes: assumed };
  }
}
