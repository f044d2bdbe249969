/**
 * Work that came to its base by other means than the queue (a button of a forge, a plain `git merge`) while its request is
 * still open there. Whoever changed the state since knew better.
 */
import type { CrqId, Oid } from '../../domain/brand.ts';
import { parseMessage, trailerValues } from '../../domain/message.ts';
import { ok, type Result } from '../../domain/result.ts';
import { logCommits } from '../../git/log.ts';
import type { Basis } from '../../store/basis.ts';
import type { QueueEvent } from '../../store/queue-log.ts';
import { landedOn, readGround } from '../landed.ts';
import { hasCause } from './cause.ts';
import type { Ground, Head, Landed } from './ground.ts';

/** A head whose request is open on the base. */
export interface OpenHead extends Head {
  readonly crq: CrqId;
  /** Of the request's record. */
  readonly path: string;
}

/** Has somebody changed the state since the work came, or was it closed for this very tip before? */
async function isDecided({ repo, base }: Ground, { path, tip }: OpenHead, came: Oid): Promise<boolean> {
  for await (const { message } of logCommits(repo, [base, '--not', came, '--', path]))
    if (trailerValues(parseMessage(message), 'CRQ-Transition').length > 0) return true;
  return hasCause(repo, base, path, `landed ${tip}`);
}

/** How each head came to the base, in their order; null for one that has not, that the queue landed, or that is decided. */
export async function cameOtherwise(
  repo: Ground['repo'],
  basis: Basis,
  heads: readonly OpenHead[],
  events: readonly QueueEvent[],
): Promise<Result<readonly (Landed | null)[]>> {
  const none = heads.map(() => null);
  const ground = heads.length === 0 ? ok(null) : await readGround(repo, basis, heads);
  if (!ground.ok || ground.value === null) return ground.ok ? ok(none) : ground;
  const landed = await landedOn(ground.value, heads, events);
  if (!landed.ok) return landed;
  const found: (Landed | null)[] = [];
  for (const [n, head] of heads.entries()) {
    const claim = landed.value[n] ?? null;
    const own = claim === null || claim.proof === 'record' || (await isDecided(ground.value, head, claim.oid));
    found.push(own ? null : claim);
  }
  return ok(found);
}
