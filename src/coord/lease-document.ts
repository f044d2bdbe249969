/** A lease as a signed document. What cannot be read as one, or was signed for another ref, holds nothing. */
import {
  isLeasePriority,
  LEASE_TYPES,
  LEAST_TTL_S,
  type Lease,
  type LeaseType,
  MOST_TOKEN,
  MOST_TTL_S,
} from '../domain/lease.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { isSignerName } from '../domain/trust.ts';
import type { Signer } from './agent-key.ts';
import { type Document, signedBytes, signedLine, verifyDocument } from './document.ts';
import { LEASE_KEY_INVALID } from './errors.ts';
import { leaseRef } from './lease-ref.ts';
import type { KeyId } from './public-key.ts';

const SCHEMA = 'gitcrq.lease/1';

export type LeaseRead =
  | { readonly kind: 'valid'; readonly lease: Lease; readonly by: KeyId }
  /** `claim` is what it says of itself, for people and so that a token goes on from the one it claims. */
  | { readonly kind: 'invalid'; readonly why: string; readonly claim: Partial<Lease> };

export async function signLease(signer: Signer, lease: Lease): Promise<Result<string>> {
  const document: Document = { schema: SCHEMA, ...lease };
  const bytes = signedBytes(document);
  if (bytes === null) return fail(LEASE_KEY_INVALID, 'the key cannot be written as JSON');
  const signature = await signer.sign(bytes);
  return signature.ok ? ok(signedLine(document, signature.value)) : signature;
}

const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;

const isType = (value: unknown): value is LeaseType => LEASE_TYPES.some((type) => type === value);

/** The fields that are what they should be. */
function fieldsOf(value: Readonly<Record<string, unknown>>): Partial<Lease> {
  const { type, key, state, holder, session, token, ttl_s, priority, nonce, at } = value;
  return {
    ...(isType(type) && { type }),
    ...(typeof key === 'string' && { key }),
    ...((state === 'held' || state === 'released') && { state }),
    ...(typeof holder === 'string' && isSignerName(holder) && { holder }),
    ...(typeof session === 'string' && /^[a-z0-9-]{1,64}$/.test(session) && { session }),
    ...(isWhole(token, 1, MOST_TOKEN) && { token }),
    ...(isWhole(ttl_s, LEAST_TTL_S, MOST_TTL_S) && { ttl_s }),
    ...(isLeasePriority(priority) && { priority }),
    ...(typeof nonce === 'string' && { nonce }),
    ...(typeof at === 'string' && at.length <= 40 && { at }),
  };
}

const FIELDS = ['type', 'key', 'state', 'holder', 'session', 'token', 'ttl_s', 'priority', 'nonce', 'at'] as const;

const isWholeLease = (fields: Partial<Lease>): fields is Lease => FIELDS.every((name) => fields[name] !== undefined);

function claimOf(text: string): Partial<Lease> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? fieldsOf({ ...value }) : {};
  } catch {
    return {};
  }
}

/** What is stored under a ref; `text` null: it could not be fetched. */
export function readLease(ref: string, text: string | null): LeaseRead {
  if (text === null) return { kind: 'invalid', why: 'it cannot be read', claim: {} };
  const verified = verifyDocument(text, [SCHEMA]);
  if (verified.kind === 'invalid') return { ...verified, claim: claimOf(text) };
  const lease = fieldsOf(verified.document);
  if (!isWholeLease(lease)) {
    const wrong = FIELDS.filter((name) => lease[name] === undefined);
    return { kind: 'invalid', why: `${wrong.join(', ')}: not what a lease has there`, claim: lease };
  }
  if (leaseRef(lease) !== ref) return { kind: 'invalid', why: 'it was signed for another key', claim: lease };
  return { kind: 'valid', lease, by: verified.key.id };
}
