/**
 * The key of an agent: Ed25519, one file for each agent, made when it is first needed. Invariant: only its owner can
 * read the file; a key that others could have read is refused, never mended in silence.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Files } from '../sys/ports.ts';
import { KEY_EXPOSED, KEY_INVALID } from './errors.ts';
import { ed25519Blob, keyOfBlob, type PublicKey } from './public-key.ts';
import { signWith } from './signature.ts';

export interface Signer {
  readonly key: PublicKey;
  /** By promise: a person's key signs through another program. */
  sign(message: Uint8Array): Promise<Result<Uint8Array>>;
}

const OTHERS = 0o077;

export const keyPath = (home: string, agent: string): string => join(home, 'keys', `${agent}.pem`);

function signerOf(secret: KeyObject): Signer | null {
  if (secret.asymmetricKeyType !== 'ed25519') return null;
  const blob = ed25519Blob(secret);
  const key = keyOfBlob(blob);
  if (typeof key === 'string') return null;
  return { key, sign: async (message) => ok(signWith(secret, blob, message)) };
}

function read(files: Files, path: string): Result<Signer | null> {
  const stat = files.stat(path);
  if (stat === null) return ok(null);
  const again = [`mv '${path}' '${path}.old'`];
  if (stat.kind !== 'file') return fail(KEY_INVALID, `${path} is no file`, again);
  if ((stat.mode & OTHERS) !== 0)
    return fail(KEY_EXPOSED, `${path} has mode ${(stat.mode & 0o777).toString(8).padStart(3, '0')}`, [
      `chmod 600 '${path}'`,
      ...again,
    ]);
  try {
    const secret = createPrivateKey({ key: files.readText(path) ?? '', format: 'pem' });
    const signer = signerOf(secret);
    return signer === null
      ? fail(KEY_INVALID, `${path} holds a key of kind ${secret.asymmetricKeyType}, not ed25519`, again)
      : ok(signer);
  } catch {
    return fail(KEY_INVALID, `${path} holds no private key, or is cut off`, again);
  }
}

/** A home may be in a checkout: whatever git is told to add, a private key is none of it. */
function hide(files: Files, home: string, isNew: boolean): void {
  const path = join(home, 'keys', '.gitignore');
  if (files.stat(path) !== null) return;
  try {
    if (isNew) files.mkdir(join(home, 'keys'), 0o700);
    files.create(path, '*\n');
  } catch (error) {
    // A key that is there can be read where nothing can be written.
    if (isNew) throw error;
  }
}

/**
 * The agent's key, made if there is none. Two that make it at once end up with one key. `isLook`: one that is made is kept
 * nowhere, and goes with the process. Fails: KEY_EXPOSED, KEY_INVALID.
 */
export function agentKey(files: Files, home: string, agent: string, isLook = false): Result<Signer> {
  const path = keyPath(home, agent);
  const before = read(files, path);
  if (!before.ok) return before;
  if (!isLook) hide(files, home, before.value === null);
  if (before.value !== null) return ok(before.value);
  const secret = generateKeyPairSync('ed25519').privateKey;
  if (!isLook) files.create(path, secret.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  const made = isLook ? ok(signerOf(secret)) : read(files, path);
  if (!made.ok) return made;
  return made.value === null ? fail(KEY_INVALID, `${path} went away while it was made`, []) : ok(made.value);
}
