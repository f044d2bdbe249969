/**
 * A mailbox as a folder of files, by the rules of maildir: written in `tmp`, renamed into `new` once it is whole and on
 * disk. A message is known by its name in whatever state it is. No link is followed: the folder may be shared.
 */
import { join } from 'node:path';
import type { Files } from './ports.ts';

/** Where a message may be, from the moment it is there until it is done with. */
export const MAIL_STATES = ['new', 'cur', 'done', 'dead'] as const;
export type MailState = (typeof MAIL_STATES)[number];

const FOLDERS = ['tmp', 'ack', ...MAIL_STATES];

/** A mailbox that somebody put a link into is none. */
const isFolder = (files: Files, path: string): boolean => files.stat(path)?.kind === 'directory';

/** Names of the entries of one state, whatever they are. */
export const mailIn = (files: Files, mailbox: string, state: MailState): readonly string[] =>
  isFolder(files, mailbox) && isFolder(files, join(mailbox, state)) ? files.list(join(mailbox, state)) : [];

/** The state of a message; the last one where a kill left it in two. */
export const mailState = (files: Files, mailbox: string, name: string): MailState | null =>
  MAIL_STATES.toReversed().find((state) => mailIn(files, mailbox, state).includes(name)) ?? null;

/** Throws what the system says where the message cannot be left. */
export function leaveMail(files: Files, mailbox: string, name: string, text: string): void {
  for (const folder of [mailbox, ...FOLDERS.map((part) => join(mailbox, part))]) {
    if (files.stat(folder) === null) files.mkdir(folder, 0o700);
    if (!isFolder(files, folder)) throw new Error(`${folder} is no folder`);
  }
  const written = join(mailbox, 'tmp', name);
  files.writeAtomic(written, text, 0o600);
  files.rename(written, join(mailbox, 'new', name));
  files.syncFolder(join(mailbox, 'new'));
}
