/** Where this very gitcrq is installed: found from this module, upwards to the package's own folder. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Installation } from '../enforce/hooks/install.ts';
import type { Files } from '../sys/ports.ts';

/** The folder with package.json, dist/ and hooks/. */
export function packageRoot(files: Files): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (files.stat(join(dir, 'package.json')) === null || files.stat(join(dir, 'hooks', 'stub.sh')) === null) {
    const up = dirname(dir);
    if (up === dir) throw new Error('the package of gitcrq is not complete: hooks/stub.sh is missing');
    dir = up;
  }
  return dir;
}

/** What hook stubs are pinned to: this Node, this program, and the sources of the stubs. */
export function installation(files: Files): Installation {
  const root = packageRoot(files);
  const folder = join(root, 'hooks');
  const sources = files
    .list(folder)
    .filter((name) => name.endsWith('.sh'))
    .map((name) => [name.slice(0, -'.sh'.length), files.readText(join(folder, name)) ?? ''] as const);
  return { node: process.execPath, bin: join(root, 'dist', 'bin.js'), sources: Object.fromEntries(sources) };
}
