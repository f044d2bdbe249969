/**
 * Tells the owner of a request what became of it: one message for each thing that happened, however often a killed command
 * is finished or a pass is made, because its id follows from what happened. That somebody cannot be told stops nothing.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Signer } from '../coord/agent-key.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { inline, wellFormed } from '../domain/printable.ts';
import type { Result } from '../domain/result.ts';
import { readCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';
import type { SendStep } from '../plan/step.ts';
import { type Command, signCommand } from './command.ts';
import { mailboxName, mailName } from './mailbox.ts';

export interface News {
  readonly event: 'landed' | 'evicted' | 'held' | 'undone';
  readonly crq: CrqId;
  readonly branch: string;
  /** As the request's record has it. */
  readonly owner: string;
  /** The commit that it is about: of each event of a request there is one message for it. */
  readonly about: Oid;
  readonly text: string;
}

/** Who tells. */
export interface Sender {
  /** The folder of all mailboxes. */
  readonly root: string;
  readonly name: string;
  /** Mailboxes of the sender, which are told nothing. */
  readonly own: readonly string[];
  /** Asked only where there is something to sign. */
  signer(): Result<Signer>;
}

/** The message as a step; null where nobody is to be told, or nobody can be. */
export type Courier = (news: News) => Promise<SendStep | null>;

const MOST = 2000;

/** A UUID of version 7 with this time and, in place of chance, what the words are. */
function idOf(at_ms: number, words: readonly string[]): string {
  const bytes = createHash('sha256').update(words.join('\0')).digest().subarray(0, 16);
  bytes.writeUIntBE(at_ms, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const courier =
  (repo: Repo, sender: () => Promise<Result<Sender>>): Courier =>
  async ({ event, crq, branch, owner, about, text }) => {
    const to = mailboxName(owner);
    if (to === null) return null;
    const unsaid = (why: string): null => {
      repo.ports.out.note(`${inline(owner)} is not told that ${crq} is ${event}: ${why}`);
      return null;
    };
    const who = await sender();
    if (!who.ok) return unsaid(who.error.message);
    const { root, name: from, own } = who.value;
    if (own.includes(to)) return null;
    const at_ms = ((await readCommit(repo, about))?.committed_s ?? 0) * 1000;
    const command: Command = {
      id: idOf(at_ms, [event, crq, branch, about, to]),
      from,
      to,
      seq: at_ms,
      kind: 'message',
      argv: [event, wellFormed(text.slice(0, MOST))],
      env: {},
      cwd: '',
      crq,
      branch,
      attempt: 1,
      idempotent: true,
    };
    const signer = who.value.signer();
    const line = signer.ok ? await signCommand(signer.value, command) : signer;
    if (!line.ok) return unsaid(line.error.message);
    const summary = `tell ${inline(owner)}: ${crq} ${event}`;
    return { kind: 'send', mailbox: join(root, to), name: mailName(command.id), text: line.value, summary };
  };
