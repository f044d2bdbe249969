/** Who landed against requirements: the signature over which ones, why, and of which landing. The right is never open. */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Override } from '../store/queue-override.ts';
import type { Signer } from './agent-key.ts';
import { type Document, signedBytes } from './document.ts';
import { verifySignature } from './signature.ts';
import { rightsOf, type Trust } from './trust.ts';

/** The landing that it is about: an override of one is none of another. */
export interface OverrideFacts {
  readonly crq: string;
  readonly target: string;
  readonly head: Oid;
  readonly landing: Oid;
}

type Said = Pick<Override, 'names' | 'reason'>;

/** null if it is too long to be signed. */
function bytesOf({ crq, target, head, landing }: OverrideFacts, { names, reason }: Said): Buffer | null {
  const document: Document = { schema: 'gitcrq.override/1', crq, target, head, landing, names: [...names], reason };
  return signedBytes(document);
}

export async function signOverride(signer: Signer, facts: OverrideFacts, said: Said): Promise<Result<Override>> {
  const bytes = bytesOf(facts, said);
  if (bytes === null) throw new Error('a reason is longer than a command line allows');
  const signature = await signer.sign(bytes);
  if (!signature.ok) return signature;
  return ok({ ...said, key: signer.key.id, signature: Buffer.from(signature.value).toString('base64') });
}

/** Why this override counts for nothing; null if somebody made it whom the list trusts with that. */
export function whyNoOverride(trust: Trust, facts: OverrideFacts, override: Override): string | null {
  const bytes = bytesOf(facts, override);
  const verified = bytes === null ? 'too long' : verifySignature(Buffer.from(override.signature, 'base64'), bytes);
  if (typeof verified === 'string' || verified.key.id !== override.key) return 'it is signed by nobody';
  return rightsOf(trust, verified.key.id).includes('override') ? null : `${override.key} has no right to override`;
}
