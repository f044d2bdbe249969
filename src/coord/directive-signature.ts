/** Who told the queue something: the signature over what a directive says and over the entry that it stands on. */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Signer } from './agent-key.ts';
import { type Document, signedBytes } from './document.ts';
import type { KeyId } from './public-key.ts';
import { verifySignature } from './signature.ts';

/** What is signed. `previous` is the entry below, so that an old directive cannot be said again by somebody else. */
export interface DirectiveFacts {
  readonly event: string;
  readonly target: string;
  readonly crq: string | null;
  readonly branch: string | null;
  readonly head: Oid | null;
  readonly reason: string | null;
  readonly previous: Oid | null;
}

/** null if it is too long to be signed. */
function bytesOf({ event, target, crq, branch, head, reason, previous }: DirectiveFacts): Buffer | null {
  const document: Document = { schema: 'gitcrq.directive/1', event, target, crq, branch, head, reason, previous };
  return signedBytes(document);
}

export async function signDirective(signer: Signer, facts: DirectiveFacts): Promise<Result<string>> {
  const bytes = bytesOf(facts);
  if (bytes === null) throw new Error('a directive is longer than a command line allows');
  const signature = await signer.sign(bytes);
  return signature.ok ? ok(Buffer.from(signature.value).toString('base64')) : signature;
}

/** Whose signature it is; null if it is nobody's. */
export function signerOfDirective(facts: DirectiveFacts, signature: string): KeyId | null {
  const bytes = bytesOf(facts);
  const verified = bytes === null ? 'too long' : verifySignature(Buffer.from(signature, 'base64'), bytes);
  return typeof verified === 'string' ? null : verified.key.id;
}
