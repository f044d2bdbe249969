/** gitcrq start: the first command of every piece of work. */
import * as Flags from '@oclif/core/flags';
import { type Begun, start } from '../src/app/start.ts';
import { changed } from '../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { arg, dryRun, list } from '../src/surface/flags.ts';
import { usage } from '../src/surface/usage.ts';

export default class Start extends GitcrqCommand<typeof Start> {
  static override summary = 'Begin or go on with a change request, on its branch.';
  static override description =
    "A title makes a new request and its branch and switches to it; uncommitted changes come along as with git switch. An id begins that request's branch, or goes on with it. --next takes the first of crq list --ready. The request is claimed, and what somebody else has claimed is refused.";
  static override examples = [
    '<%= config.bin %> start "Add login"',
    '<%= config.bin %> start CRQ-42',
    '<%= config.bin %> start --next',
    '<%= config.bin %> start "Fix crash" --type bugfix --worktree ../crash',
  ];
  static override args = { what: arg('A title, or the id of a request.') };
  static override flags = {
    next: Flags.boolean({ description: 'Begin the first request that is ready.', default: false }),
    type: Flags.string({ description: 'Kind of change; also the first word of the branch.' }),
    worktree: Flags.string({
      description: 'Work in a linked worktree at DIR instead of switching here.',
      helpValue: 'DIR',
    }),
    from: Flags.string({ description: 'Start the branch here instead of at the base.', helpValue: 'REF' }),
    label: list('A label of the new request.', { helpValue: 'L' }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof Start>, ports: Wired): Promise<Answer> {
    if ((args.what === undefined) !== flags.next) throw usage('one of them: a title, an id, or --next', 'start');
    const outcome = await start(ports, {
      what: args.what ?? null,
      type: flags.type ?? null,
      from: flags.from ?? null,
      worktree: flags.worktree ?? null,
      labels: flags.label ?? [],
      dryRun: flags['dry-run'],
    });
    return changed<Begun>(
      outcome,
      (made, paint) =>
        `${paint.id(made.id)} ${made.title}\n${made.resumed ? 'back on' : 'on'} ${paint.strong(made.branch)}${made.worktree === undefined ? '' : ` in ${made.worktree}`}`,
      ({ id, offline, unclaimed }) =>
        offline !== undefined
          ? [`${id} was made offline (${offline}); it is valid for ever`]
          : unclaimed === undefined
            ? []
            : [`${id} is not claimed, so somebody else may begin it, too: ${unclaimed}`],
    );
  }
}
