/** Public keys for tests of trust, and a list that holds some. */
import { generateKeyPairSync } from 'node:crypto';
import { ed25519Blob, keyOfBlob, type PublicKey } from '../../src/coord/public-key.ts';

export function newKey(): PublicKey {
  const key = keyOfBlob(ed25519Blob(generateKeyPairSync('ed25519').publicKey));
  if (typeof key === 'string') throw new Error(key);
  return key;
}

/** One entry as `trust add` writes it. */
export const entry = (name: string, { text }: PublicKey, rights: string, kind = 'person'): string =>
  `  - name: ${name}\n    key: ${text}\n    kind: ${kind}\n    rights: [${rights}]\n`;
