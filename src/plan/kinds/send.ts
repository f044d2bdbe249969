/** A message into a mailbox. Whoever got it may have read it by now, so it is never taken back. */
import { join } from 'node:path';
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { leaveMail, mailState } from '../../sys/maildir.ts';
import type { Kind, Look, SendStep } from '../step.ts';

/** A mailbox that cannot be looked into is one that nothing was left in. */
function isLeft({ ports: { files } }: Repo, { mailbox, name }: SendStep): boolean {
  try {
    return mailState(files, mailbox, name) !== null;
  } catch {
    return false;
  }
}

export const sendKind: Kind<SendStep> = {
  look: (step, repo): Promise<Result<Look>> => Promise.resolve(ok(isLeft(repo, step) ? 'done' : 'todo')),
  act(step, { ports: { files, out } }) {
    try {
      leaveMail(files, step.mailbox, step.name, step.text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      out.note(`could not ${step.summary}: ${why}`);
    }
    return Promise.resolve(ok(undefined));
  },
  undo: () => ({ how: 'keep' }),
  say: ({ mailbox, name, summary }) => [{ op: 'send', summary, path: join(mailbox, 'new', name) }],
};
