/**
 * Public keys as OpenSSH writes them, on one line: `ssh-ed25519 AAAA…`. The kinds are those that node:crypto verifies;
 * keys on security tokens sign a counter as well and are not among them.
 */
import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { sshString, unsigned, WireReader } from './wire.ts';

declare const brand: unique symbol;
/** `SHA256:…`, as `ssh-keygen -l` prints it. */
export type KeyId = string & { readonly [brand]: 'KeyId' };

export interface PublicKey {
  readonly id: KeyId;
  /** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`. */
  readonly kind: string;
  /** The line without a comment: one key has one text. */
  readonly text: string;
  /** What verifies with it. */
  readonly object: KeyObject;
}

/** An RSA key below this can be broken; ssh itself refuses the shortest. */
const LEAST_RSA_BITS = 2048;
const MOST_BYTES = 4096;

const url = (bytes: Buffer): string => bytes.toString('base64url');

/** The key as JSON (RFC 7517), by its kind; null if the fields are not those of the kind. */
function jwkOf(kind: string, reader: WireReader): JsonWebKey | null {
  if (kind === 'ssh-ed25519') {
    const x = reader.string();
    return x?.length === 32 ? { kty: 'OKP', crv: 'Ed25519', x: url(x) } : null;
  }
  if (kind === 'ssh-rsa') {
    const [e, n] = [reader.string(), reader.string()];
    if (e === null || n === null || unsigned(n).length * 8 < LEAST_RSA_BITS) return null;
    return { kty: 'RSA', e: url(unsigned(e)), n: url(unsigned(n)) };
  }
  if (kind === 'ecdsa-sha2-nistp256') {
    const [curve, point] = [reader.text(), reader.string()];
    if (curve !== 'nistp256' || point?.length !== 65 || point[0] !== 4) return null;
    return { kty: 'EC', crv: 'P-256', x: url(point.subarray(1, 33)), y: url(point.subarray(33)) };
  }
  return null;
}

const keyId = (blob: Uint8Array): KeyId =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}` as KeyId; // by construction

/** A key from its SSH bytes, or why it is none. */
export function keyOfBlob(blob: Buffer): PublicKey | string {
  if (blob.length > MOST_BYTES) return 'it is too long';
  const reader = new WireReader(blob);
  const kind = reader.text() ?? '';
  const jwk = jwkOf(kind, reader);
  if (jwk === null || !reader.atEnd) {
    const known = ['ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256'];
    return known.includes(kind) ? `it is no whole ${kind} key` : `it is of no kind of ${known.join(', ')}`;
  }
  try {
    const object = createPublicKey({ key: jwk, format: 'jwk' });
    return { id: keyId(blob), kind, text: `${kind} ${blob.toString('base64')}`, object };
  } catch {
    return 'its numbers are no key';
  }
}

/** Reads `<kind> <base64> [<comment>]`, or says why it cannot. */
export function parsePublicKey(line: string): PublicKey | string {
  const [kind = '', base64 = ''] = line.trim().split(/[ \t]+/, 2);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return 'it is not of the form `ssh-ed25519 AAAA…`';
  const key = keyOfBlob(Buffer.from(base64, 'base64'));
  if (typeof key === 'string') return key;
  return key.kind === kind && key.text === `${kind} ${base64}` ? key : 'its kind is not the one it names';
}

/** Why a line is no key, for those who only want to know that. */
export function whyNoKey(line: string): string | null {
  const key = parsePublicKey(line);
  return typeof key === 'string' ? key : null;
}

/** The SSH bytes of an Ed25519 key. */
export function ed25519Blob(key: KeyObject): Buffer {
  const { x = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([sshString('ssh-ed25519'), sshString(Buffer.from(x, 'base64url'))]);
}
