/** `comms list`, `show` and `ack`, for whoever is here. */
import { join } from 'node:path';
import { ACK, listMail, type MessageList, planAck, type ShownMessage, showMail } from '../comms/inbox.ts';
import { waitingIn } from '../comms/mailbox.ts';
import { commsDir, mailboxNames } from '../comms/place.ts';
import { ok } from '../domain/result.ts';
import type { Outcome } from '../plan/operate.ts';
import { change } from './change.ts';
import { type Clone, inClone } from './clone.ts';
import { ownMailboxes } from './courier.ts';
import type { Wired } from './wire.ts';

export const messages = (ports: Wired): Promise<MessageList> =>
  inClone(ports, async (clone) => {
    const own = await ownMailboxes(clone);
    return own.ok ? ok(listMail(clone.repo, own.value)) : own;
  });

export const message = (ports: Wired, id: string): Promise<ShownMessage> =>
  inClone(ports, async (clone) => {
    const own = await ownMailboxes(clone);
    return own.ok ? showMail(clone.repo, own.value, id) : own;
  });

export const ack = (ports: Wired, id: string, dryRun: boolean): Promise<Outcome> =>
  change(ports, ACK, { dryRun }, async (clone) => {
    const own = await ownMailboxes(clone);
    return own.ok ? planAck(clone.repo, own.value, id) : own;
  });

/** How many wait for whoever is here. Who that is, is asked only where any wait for anybody. */
export async function waiting(clone: Clone): Promise<number> {
  const { repo, basis } = clone;
  const all = mailboxNames(repo, basis).map((name) => ({ name, dir: join(commsDir(repo, basis), name) }));
  if (!all.some((mailbox) => waitingIn(repo, mailbox).length > 0)) return 0;
  const own = await ownMailboxes(clone);
  return own.ok ? own.value.reduce((sum, mailbox) => sum + waitingIn(repo, mailbox).length, 0) : 0;
}
