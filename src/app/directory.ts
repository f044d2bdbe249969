/** Where a command works. */
import { isAbsolute, join } from 'node:path';

/** Each directory is taken from the one before, as with `git -C a -C b`. */
export const directory = (from: string, dirs: readonly string[]): string =>
  dirs.reduce((at, dir) => (isAbsolute(dir) ? dir : join(at, dir)), from);
