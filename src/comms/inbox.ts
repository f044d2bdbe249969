/** What is in the mailboxes of somebody: what waits, one message with its states, and being done with one. */
import { join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { content, contentAt } from '../plan/kinds/files.ts';
import type { FileChange, Plan } from '../plan/step.ts';
import type { MailState } from '../sys/maildir.ts';
import { madeAt } from './command.ts';
import { MESSAGE_NOT_FOUND, MESSAGE_UNREADABLE } from './errors.ts';
import { type BadMail, findMail, type Mail, type Mailbox, mailName, readMail, waitingIn } from './mailbox.ts';

export interface Message {
  readonly id: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly at: string;
  readonly argv: readonly string[];
  readonly key: string;
  readonly crq?: string;
  readonly branch?: string;
}

export interface MessageList {
  readonly mailboxes: readonly string[];
  readonly messages: readonly (Message & { readonly state: MailState })[];
  readonly unreadable: readonly BadMail[];
}

export interface ShownMessage extends Message {
  readonly states: readonly { readonly state: string; readonly at: string; readonly by: string }[];
}

export interface Acked {
  readonly id: string;
  readonly state: 'done';
  readonly changed: boolean;
}

const isBad = (mail: Mail | BadMail): mail is BadMail => 'reason' in mail;

const messageOf = ({ command }: Mail): Message => {
  const { id, kind, from, to, argv, key, crq, branch } = command;
  return { id, kind, from, to, at: madeAt(id), argv, key, ...(crq && { crq }), ...(branch && { branch }) };
};

/** By id, and so by time: the first that happened first. */
export function listMail(repo: Repo, mailboxes: readonly Mailbox[]): MessageList {
  const found = mailboxes.flatMap((mailbox) =>
    waitingIn(repo, mailbox).map(([state, name]) => readMail(repo, mailbox, state, name)),
  );
  const messages = found.flatMap((mail) => (isBad(mail) ? [] : [{ ...messageOf(mail), state: mail.state }]));
  return {
    mailboxes: mailboxes.map(({ name }) => name),
    messages: messages.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    unreadable: found.filter(isBad),
  };
}

function find(repo: Repo, mailboxes: readonly Mailbox[], id: string): Result<{ mail: Mail; mailbox: Mailbox }> {
  for (const mailbox of mailboxes) {
    const mail = findMail(repo, mailbox, id);
    if (mail === null) continue;
    if (!isBad(mail)) return ok({ mail, mailbox });
    return fail(MESSAGE_UNREADABLE, `${mail.path}: ${mail.reason}`, [`rm -r ${JSON.stringify(mail.path)}`]);
  }
  const names = mailboxes.map(({ name }) => name).join(', ');
  return fail(MESSAGE_NOT_FOUND, `there is no message ${JSON.stringify(id.slice(0, 40))} for ${names}`, [
    'gitcrq comms list',
  ]);
}

const ackPath = ({ dir }: Mailbox, id: string): string => join(dir, 'ack', `${id}.done.json`);

/** Of what gitcrq wrote there; anything else says nothing. */
function doneBy(repo: Repo, mailbox: Mailbox, id: string): ShownMessage['states'] {
  try {
    const path = ackPath(mailbox, id);
    const stat = repo.ports.files.stat(path);
    if (stat?.kind !== 'file' || stat.size > 1000) return [];
    const { at, by } = Object(JSON.parse(repo.ports.files.readText(path) ?? ''));
    return typeof at === 'string' && typeof by === 'string' ? [{ state: 'done', at, by }] : [];
  } catch {
    return [];
  }
}

export function showMail(repo: Repo, mailboxes: readonly Mailbox[], id: string): Result<ShownMessage> {
  const found = find(repo, mailboxes, id);
  if (!found.ok) return found;
  const message = messageOf(found.value.mail);
  const sent = { state: 'sent', at: message.at, by: message.from };
  return ok({ ...message, states: [sent, ...doneBy(repo, found.value.mailbox, id)] });
}

export const ACK = 'comms ack';

/** The message moves to `done`, with a note of who did that and when. */
export function planAck(repo: Repo, mailboxes: readonly Mailbox[], id: string): Result<Plan> {
  const found = find(repo, mailboxes, id);
  if (!found.ok) return found;
  const { mail, mailbox } = found.value;
  const title = `Be done with the message ${id}`;
  const answer: Acked = { id, state: 'done', changed: mail.state !== 'done' };
  if (mail.state === 'done') return ok({ op: ACK, title, steps: [], answer });
  const from = join(mailbox.dir, mail.state, mailName(id));
  const before = contentAt(repo, from);
  const note = { id, state: 'done', at: repo.ports.clock.now().toISOString(), by: mailboxes[0]?.name ?? '' };
  const move = (path: string, to: FileChange['to']): FileChange => ({ path, from: contentAt(repo, path), to });
  const files = [
    move(ackPath(mailbox, id), content(`${JSON.stringify(note)}\n`, 0o600)),
    move(join(mailbox.dir, 'done', mailName(id)), before),
    { path: from, from: before, to: null },
  ];
  return ok({ op: ACK, title, steps: [{ kind: 'files', files }], answer });
}
