/** A place for objects that nobody keeps: those of a dry run, and all of them where the repository cannot be written. */
import { join } from 'node:path';
import type { Ports } from '../sys/ports.ts';
import { uuidv7 } from '../sys/uuid.ts';

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
