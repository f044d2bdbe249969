/**
 * Asking a holder to yield. Who wants a lease with a higher priority writes so beside it; the holder reads it when it renews,
 * and may go on. Nothing is taken from it. An ask names the token it is about, so it dies with that holder.
 */
import { type Holder, isLeasePriority } from '../domain/lease.ts';
import { inline } from '../domain/printable.ts';
import { ok, type Result } from '../domain/result.ts';
import { isSignerName } from '../domain/trust.ts';
import { type Document, signedBytes, signedLine, verifyDocument } from './document.ts';
import type { Blocked, Written } from './lease-decide.ts';
import { type Desk, look } from './lease-desk.ts';
import { askRef } from './lease-ref.ts';

const SCHEMA = 'gitcrq.ask/1';

export interface Ask extends Holder {
  readonly key: string;
  readonly priority: number;
}

/** Writes the ask; answers false if the remote did not take it, which nobody loses anything by. */
export async function ask({ coord, board, signer, who }: Desk, blocked: Blocked, priority: number): Promise<boolean> {
  const { random, clock } = coord.repo.ports;
  const { key, type, token } = blocked.by;
  const ref = askRef(blocked.ref);
  const nonce = Buffer.from(random.bytes(12)).toString('hex');
  const at = clock.now().toISOString();
  const document: Document = { schema: SCHEMA, key, type, token, ...who, priority, nonce, at };
  const bytes = signedBytes(document);
  const signature = bytes === null ? null : await signer.sign(bytes);
  const now = await board.list([ref]);
  if (signature === null || !signature.ok || !now.ok) return false;
  const to = coord.repo.writer.write('blob', `${signedLine(document, signature.value)}\n`);
  return (await board.swap([{ ref, from: now.value.get(ref) ?? null, to }])).ok;
}

function readAsk({ trusted }: Desk, { lease }: Written, text: string | null): Ask | null {
  const read = verifyDocument(text ?? '', [SCHEMA]);
  if (read.kind === 'invalid' || (trusted !== null && !trusted.has(read.key.id))) return null;
  const { key, type, token, holder, session, priority } = read.document;
  const isOfThis = key === lease.key && type === lease.type && token === lease.token;
  if (!isOfThis || !isLeasePriority(priority) || priority <= lease.priority) return null;
  if (typeof holder !== 'string' || !isSignerName(holder) || typeof session !== 'string') return null;
  return { key: lease.key, holder, session, priority };
}

/** Who asks for these leases, with a higher priority than theirs. */
export async function asksFor(desk: Desk, leases: readonly Written[]): Promise<Result<readonly Ask[]>> {
  const looked = await look(
    desk,
    leases.map(({ ref }) => askRef(ref)),
  );
  if (!looked.ok) return looked;
  const asks: Ask[] = [];
  for (const one of leases) {
    const oid = looked.value.refs.get(askRef(one.ref));
    const found = oid === undefined ? null : readAsk(desk, one, await desk.coord.blob(oid));
    if (found !== null) asks.push(found);
  }
  return ok(asks);
}

export const sayAsk = ({ key, holder, priority }: Ask): string =>
  `${holder} asks for ${inline(key)} with priority ${priority}; release it when you can`;
