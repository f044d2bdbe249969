/** Makes signed documents for bench/signatures.ts; as a program, verifies those of a file in one of two ways. */
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { signedBytes, signedLine, verifyDocument } from '../src/coord/document.ts';
import { ed25519Blob } from '../src/coord/public-key.ts';
import { signWith } from '../src/coord/signature.ts';

const SCHEMA = 'gitcrq.review/1';

/** One document a line, of ten signers. */
export function signedDocuments(count: number): string {
  const signers = Array.from({ length: 10 }, () => generateKeyPairSync('ed25519').privateKey);
  const lines = Array.from({ length: count }, (_, n) => {
    const key = signers[n % signers.length];
    const document = { schema: SCHEMA, crq: `CRQ-${n}`, head: String(n).padStart(40, '0'), what: 'code' };
    const bytes = signedBytes(document);
    if (key === undefined || bytes === null) throw new Error('it cannot be signed');
    return signedLine(document, signWith(key, ed25519Blob(key), bytes));
  });
  return lines.join('\n');
}

function bare(lines: readonly string[]): boolean {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const message = Buffer.from(lines[0] ?? '');
  const signature = sign(null, message, privateKey);
  return lines.every(() => verify(null, message, publicKey, signature));
}

if (import.meta.main) {
  const [how, file = ''] = process.argv.slice(2);
  const lines = readFileSync(file, 'utf8').split('\n');
  const good = how === 'bare' ? bare(lines) : lines.every((line) => verifyDocument(line, [SCHEMA]).kind === 'valid');
  process.exitCode = good ? 0 : 1;
}
