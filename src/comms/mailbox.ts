/**
 * The mailboxes of a clone: a folder for each name, which follows from the name alone. Whatever is put there by others is
 * listed: what is no message to this mailbox, with the reason.
 */
import { join } from 'node:path';
import { isSignerName, signerNameOf } from '../domain/trust.ts';
import type { Repo } from '../git/repo.ts';
import { type MailState, mailIn, mailState } from '../sys/maildir.ts';
import { COMMAND_ID, MOST_MAIL_BYTES, type Received, readCommand } from './command.ts';

/**
 * The mailbox of whoever a request names as its owner: the name of an agent as it is; of a person the address, as it would
 * be a name. Null where nothing is left that could be one.
 */
export const mailboxName = (owner: string): string | null =>
  isSignerName(owner) ? owner : signerNameOf((/<([^>]*)>/.exec(owner)?.[1] ?? owner).toLowerCase());

export const mailName = (id: string): string => `${id}.json`;

export interface Mail {
  readonly mailbox: string;
  readonly state: MailState;
  readonly command: Received;
}

export interface BadMail {
  readonly path: string;
  readonly reason: string;
}

export interface Mailbox {
  readonly name: string;
  readonly dir: string;
}

/** One entry of a mailbox. */
export function readMail(repo: Repo, { name: to, dir }: Mailbox, state: MailState, name: string): Mail | BadMail {
  const { files } = repo.ports;
  const path = join(dir, state, name);
  const bad = (reason: string): BadMail => ({ path, reason });
  const id = name.replace(/\.json$/, '');
  if (!COMMAND_ID.test(id) || name !== mailName(id)) return bad('its name is none of a message');
  try {
    const stat = files.stat(path);
    if (stat === null) return bad('it went away while it was read');
    if (stat.kind !== 'file') return bad(`it is a ${stat.kind}, and no file`);
    if (stat.size > MOST_MAIL_BYTES) return bad(`it is longer than ${MOST_MAIL_BYTES} bytes`);
    const command = readCommand(files.readText(path) ?? '');
    if (typeof command === 'string') return bad(command);
    if (command.id !== id) return bad('it was signed under another id');
    return command.to === to ? { mailbox: to, state, command } : bad('it was signed for another mailbox');
  } catch (error) {
    return bad(error instanceof Error ? error.message : String(error));
  }
}

/** Names in `new` and `cur` that are not done with. */
export function waitingIn({ ports: { files } }: Repo, { dir }: Mailbox): readonly (readonly [MailState, string])[] {
  try {
    const ended = new Set(['done', 'dead'].flatMap((state) => mailIn(files, dir, state as MailState))); // two of its states
    return (['new', 'cur'] as const).flatMap((state) =>
      mailIn(files, dir, state)
        .filter((name) => !ended.has(name))
        .map((name) => [state, name] as const),
    );
  } catch {
    return [];
  }
}

/** The message of this id, wherever it is; null if this mailbox has none. */
export function findMail(repo: Repo, mailbox: Mailbox, id: string): Mail | BadMail | null {
  const state = mailState(repo.ports.files, mailbox.dir, mailName(id));
  return state === null ? null : readMail(repo, mailbox, state, mailName(id));
}
