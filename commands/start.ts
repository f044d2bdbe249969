/** gitcrq start: the first command of every piece of work. */
import * as Flags from '@oclif/core/flags';
import { change } from '../src/app/change.ts';
import { withOfflineId } from '../src/app/offline.ts';
import { planStart, type Started } from '../src/crq/start.ts';
import { changed } from '../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { dryRun, list, requiredArg } from '../src/surface/flags.ts';

export default class Start extends GitcrqCommand<typeof Start> {
  static override summary = 'Begin or go on with a change request, on its branch.';
  static override description =
    "A title makes a new request and its branch and switches to it; uncommitted changes come along as with git switch. An id begins that request's branch, or goes on with it.";
  static override examples = [
    '<%= config.bin %> start "Add login"',
    '<%= config.bin %> start CRQ-42',
    '<%= config.bin %> start "Fix crash" --type bugfix --worktree ../crash',
  ];
  static override args = { what: requiredArg('A title, or the id of a request.') };
  static override flags = {
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
    const words = {
      what: args.what,
      type: flags.type ?? null,
      from: flags.from ?? null,
      worktree: flags.worktree ?? null,
      labels: flags.label ?? [],
    };
    const outcome = await withOfflineId(ports, (offline) =>
      change(ports, 'start', { dryRun: flags['dry-run'] }, ({ repo, basis }) =>
        planStart(repo, basis, { ...words, offline }),
      ),
    );
    return changed<Started>(
      outcome,
      (made, paint) =>
        `${paint.id(made.id)} ${made.title}\n${made.resumed ? 'back on' : 'on'} ${paint.strong(made.branch)}${made.worktree === undefined ? '' : ` in ${made.worktree}`}`,
      (made) =>
        made.offline === undefined ? [] : [`${made.id} was made offline (${made.offline}); it is valid for ever`],
    );
  }
}
