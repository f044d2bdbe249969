/** A directory of one's own for a moment: for objects and files that nobody keeps. */
import { join } from 'node:path';
import type { Ports } from './ports.ts';
import { uuidv7 } from './uuid.ts';

/** Runs `use` with a directory that is gone afterwards. */
export async function inScratch<T>(ports: Ports, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = join(ports.env['TMPDIR'] || '/tmp', `gitcrq-dry-${uuidv7(ports)}`);
  ports.files.mkdir(directory, 0o700);
  try {
    return await use(directory);
  } finally {
    ports.files.removeTree(directory);
  }
}
