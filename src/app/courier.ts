/** Whose mailboxes are read here, and in whose name the owners of requests are told. */
import { join } from 'node:path';
import { type Courier, courier, type Sender } from '../comms/courier.ts';
import { type Mailbox, mailboxName } from '../comms/mailbox.ts';
import { commsDir } from '../comms/place.ts';
import { once } from '../domain/once.ts';
import { ok, type Result } from '../domain/result.ts';
import { identity } from '../git/config.ts';
import type { Changing } from './change.ts';
import type { Clone } from './clone.ts';
import { agentOf } from './identity.ts';
import { agentSigner } from './signer.ts';

/** The agent's, and that of the address by which requests name the user as their owner. */
export async function ownMailboxes({ repo, basis }: Clone): Promise<Result<readonly Mailbox[]>> {
  const agent = agentOf(repo);
  if (!agent.ok) return agent;
  const user = await identity(repo, 'COMMITTER');
  const address = user.ok ? mailboxName(user.value.email) : null;
  const names = new Set([agent.value, ...(address === null ? [] : [address])]);
  return ok([...names].map((name) => ({ name, dir: join(commsDir(repo, basis), name) })));
}

async function senderOf(clone: Changing): Promise<Result<Sender>> {
  const { repo, basis, request } = clone;
  const own = await ownMailboxes(clone);
  if (!own.ok) return own;
  const [first] = own.value;
  return ok({
    root: commsDir(repo, basis),
    name: first?.name ?? 'agent',
    own: own.value.map(({ name }) => name),
    signer: () => agentSigner(repo, request.dryRun),
  });
}

export const courierOf = (clone: Changing): Courier =>
  courier(
    clone.repo,
    once(() => senderOf(clone)),
  );
