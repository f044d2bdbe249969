/** gitcrq crq approve: a signed review of a request's branch, or of the request itself. */
import * as Flags from '@oclif/core/flags';
import { approve } from '../../src/app/approve.ts';
import type { Authorised } from '../../src/merge/approve-plan.ts';
import type { Approved } from '../../src/merge/review-line.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun } from '../../src/surface/flags.ts';
import { transitionArgs } from '../../src/surface/transition.ts';

type Told = Approved | Authorised;

const said = (told: Told, paint: Paint): string =>
  'status' in told
    ? `${paint.id(told.id)} is ${told.status} on ${told.branch}`
    : `${paint.id(told.id)} approved: ${told.branch} at ${told.head.slice(0, 12)}`;

const notes = ({ open, sole }: Told): readonly string[] => [
  ...(open ? ["nobody holds the right `approve`, so everybody's approval counts; next: gitcrq guide approvals"] : []),
  ...(sole === true
    ? ['you made this yourself, and nobody else may approve: it counts for a change of the policy alone']
    : []),
];

export default class CrqApprove extends GitcrqCommand<typeof CrqApprove> {
  static override summary = "Approve the head of a change request's branch, or with --plan the request itself.";
  static override description =
    'An approval is signed: with your key of ssh where git knows one (gitcrq.signingKey, or user.signingKey with gpg.format=ssh), else with the key of the agent that this clone is. It is a note about that very commit, in refs/notes/gitcrq/reviews here and on the remote. It outlives closing and comments, and nothing else that the branch gets.';
  static override aliases = ['approve'];
  static override examples = [
    '<%= config.bin %> approve CRQ-42',
    '<%= config.bin %> approve 42 --head 4f2a9c1',
    '<%= config.bin %> approve 42 --plan -m "agreed in the weekly meeting"',
  ];
  static override args = transitionArgs;
  static override flags = {
    head: Flags.string({
      description: 'The commit that you looked at; if the branch has another head by now, nothing is approved.',
      helpValue: 'OID',
      exclusive: ['plan'],
    }),
    plan: Flags.boolean({
      description: 'Authorise an open request: it may be worked on. Its state becomes approved.',
      default: false,
    }),
    message: Flags.string({ char: 'm', description: 'What you say of it; it is kept.', helpValue: 'TEXT' }),
    on: Flags.string({ description: 'The branch, where the request has several.', helpValue: 'REF' }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof CrqApprove>, ports: Wired): Promise<Answer> {
    const { plan, head, message, on } = flags;
    const outcome = await approve(ports, { id: args.id, plan, head, message, on, dryRun: flags['dry-run'] });
    return changed<Told>(outcome, said, notes);
  }
}
