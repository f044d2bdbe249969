/** The base of the commands that are one transition: `crq approve`, `crq reject` and their kin. */
import * as Flags from '@oclif/core/flags';
import { move } from '../app/mover.ts';
import type { Edited } from '../crq/edit.ts';
import type { Status } from '../domain/lifecycle.ts';
import { changed } from './changed.ts';
import type { Answer, Wired } from './command.ts';
import { dryRun, requiredArg } from './flags.ts';

export const transitionArgs = { id: requiredArg('The change request, as CRQ-42 or 42.') };

export const transitionFlags = {
  message: Flags.string({ char: 'm', description: 'Why; it is kept in the commit.', helpValue: 'TEXT' }),
  on: Flags.string({ description: 'Write to this branch.', helpValue: 'REF' }),
  ...dryRun,
};

export interface TransitionWords {
  readonly args: { readonly id: string };
  readonly flags: {
    readonly message?: string | undefined;
    readonly on?: string | undefined;
    readonly 'dry-run': boolean;
  };
}

export async function transition(
  { args, flags }: TransitionWords,
  ports: Wired,
  verb: string,
  to: Status | null,
): Promise<Answer> {
  const outcome = await move(ports, {
    id: args.id,
    to,
    verb,
    reason: flags.message,
    on: flags.on,
    dryRun: flags['dry-run'],
  });
  return changed<Edited>(outcome, (edit, paint) => `${paint.id(edit.id)} is ${edit.status} on ${edit.branch}`);
}
