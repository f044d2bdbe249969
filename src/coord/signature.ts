/**
 * Signatures in OpenSSH's own format (PROTOCOL.sshsig in its sources), so that `ssh-keygen -Y verify -n gitcrq` can check
 * what gitcrq signed, and gitcrq what a key in a person's ssh-agent signed. What is signed is the namespace, the kind of
 * hash, and the hash of the message: a signature made for anything else is none here.
 */

import type { KeyObject } from 'node:crypto';
import { createHash, sign, verify } from 'node:crypto';
import { keyOfBlob, type PublicKey } from './public-key.ts';
import { sshString, unsigned, WireReader } from './wire.ts';

export const NAMESPACE = 'gitcrq';

const MAGIC = Buffer.from('SSHSIG', 'latin1');
const HASHES: readonly string[] = ['sha256', 'sha512'];
/** An RSA key of 16,384 bits signs in 2 kB. */
const MOST_BYTES = 8192;

const signed = (namespace: string, hash: string, message: Uint8Array): Buffer =>
  Buffer.concat([
    MAGIC,
    sshString(namespace),
    sshString(''),
    sshString(hash),
    sshString(createHash(hash).update(message).digest()),
  ]);

/** Signs with an Ed25519 key held here; `blob` is its public half in SSH's bytes. */
export function signWith(key: KeyObject, blob: Uint8Array, message: Uint8Array): Buffer {
  const version = Buffer.from([0, 0, 0, 1]);
  const value = Buffer.concat([
    sshString('ssh-ed25519'),
    sshString(sign(null, signed(NAMESPACE, 'sha512', message), key)),
  ]);
  const head = [MAGIC, version, sshString(blob), sshString(NAMESPACE), sshString(''), sshString('sha512')];
  return Buffer.concat([...head, sshString(value)]);
}

interface Parsed {
  readonly blob: Buffer;
  readonly hash: string;
  readonly format: string;
  readonly value: Buffer;
}

function parse(signature: Uint8Array, wanted: string): Parsed | string {
  if (signature.length > MOST_BYTES) return 'it is too long';
  const reader = new WireReader(signature);
  if (reader.take(6)?.equals(MAGIC) !== true || reader.uint32() !== 1) return 'it is no signature of SSH';
  const [blob, namespace, reserved, hash, body] = [
    reader.string(),
    reader.text(),
    reader.string(),
    reader.text(),
    reader.string(),
  ];
  if (blob === null || reserved === null || hash === null || body === null || !reader.atEnd) return 'it is cut off';
  if (namespace !== wanted) return `it was made for ${JSON.stringify(namespace)}, not for ${wanted}`;
  if (!HASHES.includes(hash)) return `it uses ${JSON.stringify(hash)}`;
  const inner = new WireReader(body);
  const [format, value] = [inner.text(), inner.string()];
  return format === null || value === null || !inner.atEnd ? 'it is cut off' : { blob, hash, format, value };
}

/** The two numbers of an ECDSA signature side by side, each as long as the curve wants it. */
function ecdsaValue(value: Buffer): Buffer | null {
  const reader = new WireReader(value);
  const numbers = [reader.string(), reader.string()].map((number) => (number === null ? null : unsigned(number)));
  const [r, s] = numbers;
  if (r == null || s == null || !reader.atEnd || r.length > 32 || s.length > 32) return null;
  return Buffer.concat([Buffer.alloc(32 - r.length), r, Buffer.alloc(32 - s.length), s]);
}

function holds({ object, kind }: PublicKey, { format, value }: Parsed, message: Buffer): boolean {
  if (kind === 'ssh-ed25519') return format === kind && verify(null, message, object, value);
  if (kind === 'ssh-rsa')
    // `ssh-rsa` itself means SHA-1 and is not taken.
    return (
      (format === 'rsa-sha2-512' && verify('sha512', message, object, value)) ||
      (format === 'rsa-sha2-256' && verify('sha256', message, object, value))
    );
  const pair = ecdsaValue(value);
  return (
    format === kind && pair !== null && verify('sha256', message, { key: object, dsaEncoding: 'ieee-p1363' }, pair)
  );
}

const known = new Map<string, PublicKey | string>();
const MOST_KNOWN = 1000;

/** Making a key object costs as much as verifying with it. */
function keyOf(blob: Buffer): PublicKey | string {
  const name = blob.toString('latin1');
  const found = known.get(name) ?? keyOfBlob(blob);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, found);
  return found;
}

/** Whose signature over the message it is, or why it is nobody's. */
export function verifySignature(
  signature: Uint8Array,
  message: Uint8Array,
  namespace = NAMESPACE,
): { readonly key: PublicKey } | string {
  const parsed = parse(signature, namespace);
  if (typeof parsed === 'string') return parsed;
  const key = keyOf(parsed.blob);
  if (typeof key === 'string') return `its key cannot be used: ${key}`;
  return holds(key, parsed, signed(namespace, parsed.hash, message)) ? { key } : 'it does not fit what it signs';
}
