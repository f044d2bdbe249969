/** Who landed: the lander's signature over what an entry of the queue's log tells. A server can check it, a name it cannot. */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Signer } from './agent-key.ts';
import { type Document, signedBytes } from './document.ts';
import type { KeyId } from './public-key.ts';
import { verifySignature } from './signature.ts';

/**
 * What is signed. `to` is where the target goes: what undid one landing is no licence for another commit. `previous` is the
 * entry below, so that an old entry cannot be said again, by which the queue would stand where it stood then.
 */
export interface LandingFacts {
  readonly event: 'landed' | 'undone';
  readonly crq: string;
  readonly branch: string;
  readonly target: string;
  readonly head: Oid;
  /** Where the target was; only landings say it. */
  readonly onto?: Oid;
  readonly landing: Oid;
  readonly to: Oid;
  readonly previous: Oid | null;
}

/** null if it is too long to be signed. */
const bytesOf = ({ event, crq, branch, target, head, onto, landing, to, previous }: LandingFacts): Buffer | null => {
  const said = { event, crq, branch, target, head, onto: onto ?? null, landing, to, previous };
  const document: Document = { schema: 'gitcrq.landing/1', ...said };
  return signedBytes(document);
};

export async function signLanding(signer: Signer, facts: LandingFacts): Promise<Result<string>> {
  const bytes = bytesOf(facts);
  if (bytes === null) throw new Error('an entry of the queue is longer than any name of a branch allows');
  const signature = await signer.sign(bytes);
  return signature.ok ? ok(Buffer.from(signature.value).toString('base64')) : signature;
}

/** Whose signature it is; null if it is nobody's. */
export function signerOfLanding(facts: LandingFacts, signature: string): KeyId | null {
  const bytes = bytesOf(facts);
  const verified = bytes === null ? 'too long' : verifySignature(Buffer.from(signature, 'base64'), bytes);
  return typeof verified === 'string' ? null : verified.key.id;
}
