/** Verifying 10,000 signed documents, beside a bare `crypto.verify` of as many. Both read them from a file first. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from './measure.ts';
import { node, root, scratch } from './place.ts';
import { signedDocuments } from './signed.ts';

const COUNT = 10_000;

export function signatures(): boolean {
  const file = join(scratch('signatures'), 'documents');
  writeFileSync(file, signedDocuments(COUNT));
  const run = (how: string) => [node, join(root, 'bench/signed.ts'), how, file] as const;
  return compare(run('bare'), [{ name: `${COUNT} signed documents`, subject: run('documents'), limit: 3 }], 5);
}
